import { AsyncDirective } from 'lit/async-directive.js'

/**
 * A part of a template with a state of its own: what an element would be, but in the same shadow root, where labels,
 * descriptions and active descendants can point at it (WICG/webcomponents#1111).
 */
export abstract class StatefulDirective<Args> extends AsyncDirective {
  #args: Args | undefined

  protected get args(): Args {
    // Set by the first render, before which nothing of the directive runs.
    return this.#args as Args
  }

  override render(args: Args): unknown {
    const before = this.#args
    this.#args = args
    this.received(before)
    return this.template()
  }

  /** New arguments came from outside; `before` is undefined the first time. */
  protected received(_before: Args | undefined): void {}

  protected abstract template(): unknown

  /** Draws again after the state has changed. */
  protected refresh(): void {
    if (this.isConnected) this.setValue(this.template())
  }
}
