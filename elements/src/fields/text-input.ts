import { html, nothing } from 'lit'
import { directive } from 'lit/directive.js'
import { ifDefined } from 'lit/directives/if-defined.js'
import { live } from 'lit/directives/live.js'

import { isEqual } from './field-path.ts'
import type { EditorArgs } from './renderers.ts'
import { StatefulDirective } from './stateful-directive.ts'

export interface TextInputArgs extends EditorArgs {
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'date' | 'datetime-local'
  readonly inputMode?: 'decimal' | 'numeric' | undefined
  readonly multiline?: boolean
  readonly numeric?: boolean
  readonly maxLength?: number | undefined
  /** The value as somebody edits it. */
  readonly toText: (value: unknown) => string
  /** What was typed as a value; the text itself where it makes no sense, for the check to say so. */
  readonly toValue: (text: string) => unknown
  /** After the control, inside its border. */
  readonly suffix?: unknown
}

/**
 * One control of text. The text typed is kept beside the value it means: `1.` is 1 and must not turn into `1` under the
 * cursor. A value from outside replaces it.
 */
class TextInput extends StatefulDirective<TextInputArgs> {
  #text = ''
  #value: unknown
  #before: unknown

  protected override received(before: TextInputArgs | undefined): void {
    if (before && isEqual(before.value, this.args.value) && this.args.id === before.id) return
    if (before && isEqual(this.#value, this.args.value) && this.args.id === before.id) return
    this.#show(this.args.value)
    this.#before = this.args.value
  }

  protected override template(): unknown {
    const args = this.args
    const control = args.multiline ? this.#area() : this.#line()
    return args.suffix ? html`<span class="f-group">${control}${args.suffix}</span>` : control
  }

  #line(): unknown {
    const args = this.args
    return html`<input
      class="input ${args.numeric ? 'f-numeric' : ''}"
      part="control"
      id=${args.id}
      type=${args.type ?? 'text'}
      inputmode=${ifDefined(args.inputMode)}
      maxlength=${ifDefined(args.maxLength)}
      placeholder=${ifDefined(args.placeholder)}
      autocomplete="off"
      aria-label=${args.label ?? nothing}
      aria-describedby=${args.describedBy ?? nothing}
      aria-invalid=${args.invalid ? 'true' : nothing}
      aria-required=${args.required ? 'true' : nothing}
      ?readonly=${args.readonly}
      ?disabled=${args.disabled}
      .value=${live(this.#text)}
      @input=${this.#typed}
      @change=${this.#commit}
      @keydown=${this.#pressed}
    />`
  }

  #area(): unknown {
    const args = this.args
    return html`<textarea
      class="input"
      part="control"
      id=${args.id}
      rows="3"
      maxlength=${ifDefined(args.maxLength)}
      placeholder=${ifDefined(args.placeholder)}
      aria-label=${args.label ?? nothing}
      aria-describedby=${args.describedBy ?? nothing}
      aria-invalid=${args.invalid ? 'true' : nothing}
      aria-required=${args.required ? 'true' : nothing}
      ?readonly=${args.readonly}
      ?disabled=${args.disabled}
      .value=${live(this.#text)}
      @input=${this.#typed}
      @change=${this.#commit}
      @keydown=${this.#pressed}
    ></textarea>`
  }

  #show(value: unknown): void {
    this.#value = value
    this.#text = value == null ? '' : this.args.toText(value)
  }

  #typed = ({ target }: Event): void => {
    this.#text = (target as HTMLInputElement).value
    this.#value = this.args.toValue(this.#text)
    this.args.onChange(this.#value)
  }

  #commit = (): void => {
    const value = this.#value
    if (isEqual(value, this.#before)) return
    this.#before = value
    // What was typed is now shown as it is understood: `1.50` for `1,5`.
    this.#show(value)
    this.refresh()
    this.args.onCommit?.(value)
  }

  #pressed = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, isComposing } = event
    // While an input method composes, Enter and Escape belong to it.
    if (isComposing) return
    if (key === 'Enter' && (!this.args.multiline || ctrlKey || metaKey)) {
      // Else the key would press whatever gets the focus next.
      event.preventDefault()
      this.#value = this.args.toValue((event.target as HTMLInputElement).value)
      this.#commit()
    }
    if (key === 'Escape' && this.args.onCancel) {
      event.stopPropagation()
      // Else the browser closes the dialog around it.
      event.preventDefault()
      this.#show(this.#before)
      this.refresh()
      this.args.onCancel()
    }
  }
}

export const textInput = directive(TextInput)
