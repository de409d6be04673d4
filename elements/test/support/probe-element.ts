import { html, type TemplateResult } from 'lit'

import { CrmElement } from '../../src/base/crm-element.ts'
import type { CrmClient } from '../../src/client/crm-client.ts'

/** The smallest element: what the base does for every other one is tested on it. */
export class ProbeElement extends CrmElement {
  static override properties = {
    ...CrmElement.properties,
    query: { attribute: false },
    count: { type: Number },
  }
  declare query: unknown
  declare count: number
  readonly clients: CrmClient[] = []
  reconnections = 0

  protected override clientChanged(crm: CrmClient): void {
    this.clients.push(crm)
  }

  protected override reconnected(): void {
    this.reconnections++
  }

  /** What is protected, for tests. */
  get base(): {
    t: ProbeElement['t']
    askHost: ProbeElement['askHost']
    fail: ProbeElement['fail']
    announce: ProbeElement['announce']
    notify: ProbeElement['notify']
    setState: ProbeElement['setState']
    signal: AbortSignal
    dir: string
    locale: string
    missing: boolean
  } {
    return {
      t: (key, values) => this.t(key, values),
      askHost: (verb, detail) => this.askHost(verb, detail),
      fail: (error, source) => this.fail(error, source),
      announce: (text, how) => this.announce(text, how),
      notify: (notice) => this.notify(notice),
      setState: (name, on) => this.setState(name, on),
      signal: this.signal,
      dir: this.localizer.dir,
      locale: this.localizer.locale,
      missing: this.providerMissing,
    }
  }

  protected override render(): TemplateResult {
    return html`<div part="base">
      <span>${this.t('action.save')}</span><input aria-label="Text" /><button type="button">
        Go
      </button>
    </div>`
  }
}
