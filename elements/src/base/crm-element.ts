import './context-root.ts'

import { ContextConsumer } from '@lit/context'
import {
  type CSSResultArray,
  LitElement,
  type PropertyDeclarations,
  type PropertyValues,
  ReactiveElement,
  render,
  type TemplateResult,
} from 'lit'

import type { CrmClient } from '../client/crm-client.ts'
import type { Format } from '../i18n/format.ts'
import { createLocalizer, type Localizer, type MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { Politeness } from './announce.ts'
import { type Notice, type ProviderContext, providerContext } from './context.ts'
import type { ElementVoice } from './element-voice.ts'
import { ElementError, type ElementFault, faultOf, isAbort, type LocalCode } from './errors.ts'
import { askBefore, type BeforeAnswer, dispatch } from './events.ts'
import { keepTypedKeys } from './keys.ts'
import { sharedStyles } from './shared-styles.ts'
import { VERSION } from './version.ts'

export type ElementState = 'loading' | 'empty' | 'error' | 'stale' | 'offline'

/** Long enough for a provider in a bundle that loads late, short enough not to leave a developer wondering. */
const PROVIDER_WAIT_MS = 2_000

interface Texts {
  /** For the console: what to change. */
  readonly developer: string
  readonly user: string
}

/** What every element is: below a provider or with a client of its own, in its locale, telling what happens by events. */
export abstract class CrmElement extends LitElement {
  static readonly version: string = VERSION
  static override styles: CSSResultArray = sharedStyles
  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    locale: { reflect: false },
    providerMissing: { state: true },
  }

  /** Overrides the provider's, for an element that is moved out of its tree (a portal). */
  declare client: CrmClient | undefined
  /** Default: the provider's, else the nearest `lang`. */
  declare locale: string | undefined
  /** Two seconds have passed without a provider. */
  declare protected providerMissing: boolean

  protected readonly internals: ElementInternals
  readonly #consumer: ContextConsumer<typeof providerContext, CrmElement>
  #told: CrmClient | undefined
  #stopConnection: (() => void) | undefined
  #localizer: { readonly of: string; readonly localizer: Localizer } | undefined
  #life = new AbortController()
  #waiting: ReturnType<typeof setTimeout> | undefined
  /** Why it cannot be shown at all; it then shows that, whatever it is. */
  #blocked: (() => TemplateResult) | undefined

  constructor() {
    super()
    this.providerMissing = false
    this.internals = this.attachInternals()
    this.#consumer = new ContextConsumer(this, {
      context: providerContext,
      subscribe: true,
      callback: () => this.#clientMayHaveChanged(),
    })
    this.addEventListener('keydown', keepTypedKeys)
  }

  /** Own, else the nearest provider's; undefined until there is one. */
  get crm(): CrmClient | undefined {
    return this.client ?? this.#context?.client
  }

  get #context(): ProviderContext | undefined {
    return this.#consumer.value
  }

  /** Aborted when the element leaves the page; a new one when it comes back. */
  protected get signal(): AbortSignal {
    return this.#life.signal
  }

  /** Load now. Called for the first client, for another one, and when the element comes back to the page. */
  protected clientChanged(_crm: CrmClient): void {
    // Elements that load nothing have nothing to do.
  }

  /** The server answers again: load what could not be loaded. */
  protected reconnected(): void {
    // As above.
  }

  protected t(key: MessageKey, values?: MessageValues): string {
    return this.localizer.t(key, values)
  }

  protected get format(): Format {
    return this.localizer.format
  }

  protected get localizer(): Localizer {
    const shared = this.#context?.localizer
    const wanted = this.locale ?? shared?.locale ?? nearestLang(this)
    if (shared && shared.locale === wanted) return shared
    if (this.#localizer?.of !== wanted)
      this.#localizer = { of: wanted, localizer: createLocalizer(wanted) }
    return this.#localizer.localizer
  }

  /** `crm-<name>`; false when a listener prevented it. */
  protected emit<D>(
    type: `crm-${string}`,
    detail: D,
    options?: { readonly cancelable?: boolean },
  ): boolean {
    return dispatch(this, type, detail, options)
  }

  /** `crm-before-<verb>`: asks the host whether to go on. */
  protected async askHost<D extends object>(verb: string, detail: D): Promise<BeforeAnswer> {
    try {
      return await askBefore(this, verb, detail)
    } catch (error) {
      this.fail(error, verb)
      return { proceed: false }
    }
  }

  protected announce(text: string, how: Politeness = 'polite'): void {
    this.#context?.announcer.announce(text, how, this)
  }

  protected notify(notice: Notice): void {
    if (this.#context) this.#context.notify(notice)
    else this.announce(notice.text)
  }

  /** Tells `crm-error`; false when the host shows it itself (it prevented the event). An aborted call is no fault. */
  protected fail(error: unknown, source: string): boolean {
    if (isAbort(error)) return false
    const fault: ElementFault = faultOf(error, source)
    if (fault.code === 'UNEXPECTED') console.error(error)
    return this.emit('crm-error', fault, { cancelable: true })
  }

  protected setState(name: ElementState, on: boolean): void {
    if (on) this.internals.states.add(name)
    else this.internals.states.delete(name)
  }

  /** For its parts in files of their own. */
  protected get voice(): ElementVoice {
    return {
      localizer: () => this.localizer,
      signal: () => this.signal,
      emit: (type, detail, options) => this.emit(type, detail, options),
      askHost: (verb, detail) => this.askHost(verb, detail),
      announce: (text, how) => this.announce(text, how),
      notify: (notice) => this.notify(notice),
      fail: (error, source) => this.fail(error, source),
    }
  }

  override connectedCallback(): void {
    if (this.#life.signal.aborted) this.#life = new AbortController()
    this.#readConfig()
    this.#warnOfObjects()
    super.connectedCallback()
    this.#clientMayHaveChanged()
    if (!this.crm) this.#waiting = setTimeout(() => this.#tellMissing(), PROVIDER_WAIT_MS)
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#waiting)
    this.#life.abort(new DOMException('The element left the page.', 'AbortError'))
    this.#stopConnection?.()
    this.#stopConnection = undefined
    this.#told = undefined
    super.disconnectedCallback()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const isFirst = !this.hasUpdated
    if (isFirst || changed.has('client')) this.#clientMayHaveChanged(isFirst)
  }

  protected override update(changed: PropertyValues): void {
    if (!this.#blocked) {
      super.update(changed)
      return
    }
    // All of an update but the element's own template.
    ReactiveElement.prototype['update'].call(this, changed)
    render(this.#blocked(), this.renderRoot, this.renderOptions)
  }

  /** Rare, so its panel is loaded when it is needed. */
  async #block(crm: CrmClient | undefined, code: LocalCode, texts: Texts): Promise<void> {
    const error = new ElementError(code, texts.developer)
    console.error(texts.developer)
    this.fail(error, 'connect')
    const { errorPanel, panelStyles } = await import('../primitives/panels.ts')
    if (crm !== this.crm) return
    const fault = { ...faultOf(error, 'connect'), message: texts.user }
    this.#blocked = () => errorPanel(fault, { localizer: this.localizer })
    this.setState('error', true)
    const sheet = panelStyles.styleSheet
    const sheets = this.shadowRoot?.adoptedStyleSheets
    if (sheet && sheets && !sheets.includes(sheet)) sheets.push(sheet)
    this.requestUpdate()
  }

  #unblock(): void {
    if (!this.#blocked) return
    this.#blocked = undefined
    this.setState('error', false)
  }

  /**
   * Not before the first update: frameworks put an element into the page and then set its properties one by one, and what it is to
   * load is known when all are there.
   */
  #clientMayHaveChanged(isFirst = false): void {
    this.requestUpdate()
    const { crm } = this
    if (!this.isConnected || !crm || crm === this.#told) return
    if (!isFirst && !this.hasUpdated) return
    clearTimeout(this.#waiting)
    this.providerMissing = false
    this.#unblock()
    void this.#keepToSession(crm)
    this.#told = crm
    this.#stopConnection?.()
    this.#stopConnection = crm.onConnection((status) => {
      this.setState('offline', status !== 'live')
      if (status === 'live') this.reconnected()
      this.requestUpdate()
    })
    this.clientChanged(crm)
  }

  /** A session may be for some elements alone; what the server holds are rights, so this is told and no more. */
  async #keepToSession(crm: CrmClient): Promise<void> {
    await crm.session.ready().catch(() => undefined)
    const { components } = crm.session
    const tag = this.localName.replace(/^[a-z0-9]+-/, 'crm-')
    if (crm !== this.crm || !components || components.includes(tag) || this.#isPartOfAnother())
      return
    const message = `The session is not for <${this.localName}>: it names ${components.join(', ')}. Add "${tag}" to the components of the session that your server makes.`
    await this.#block(crm, 'COMPONENT_CLOSED', {
      developer: message,
      user: this.t('error.component'),
    })
  }

  /** An element that another of ours shows inside itself goes with that one. */
  #isPartOfAnother(): boolean {
    const root = this.getRootNode()
    return root instanceof ShadowRoot && root.host instanceof CrmElement
  }

  #tellMissing(): void {
    if (this.crm) return
    this.providerMissing = true
    const message = `<${this.localName}> found no <crm-provider> above it within 2 s, so it has no server to ask. Put it inside one, or set its property "client".`
    void this.#block(undefined, 'NO_PROVIDER', {
      developer: message,
      user: this.t('error.noProvider', { tag: this.localName }),
    })
  }

  /** `<script type="application/json" slot="config">`: objects for pages without a framework. */
  #readConfig(): void {
    const script = this.querySelector(':scope > script[type="application/json"][slot="config"]')
    if (!script) return
    const known = (this.constructor as typeof LitElement).elementProperties
    try {
      const config = JSON.parse(script.textContent ?? '') as Record<string, unknown>
      for (const [key, value] of Object.entries(config)) {
        if (known.has(key)) (this as unknown as Record<string, unknown>)[key] = value
        else console.error(`<${this.localName}>: its config names "${key}", which is no property.`)
      }
    } catch (error) {
      console.error(`<${this.localName}>: its config is no JSON.`, error)
    }
  }

  /** React 19 writes objects as attributes while the tag is not defined yet: the element would stay empty without a word. */
  #warnOfObjects(): void {
    for (const { name, value } of this.attributes) {
      if (value !== '[object Object]') continue
      console.error(
        `<${this.localName} ${name}="[object Object]">: "${name}" takes an object, and an attribute holds only text. Set the property instead: element.${name} = {…}. In React, import the element before the first render, or use the component of @crmkit/elements/react.`,
      )
    }
  }
}

/** The nearest `lang`, through shadow roots. */
function nearestLang(element: Element): string {
  let node: Node | null = element
  while (node) {
    if (node instanceof Element) {
      const lang = node.getAttribute('lang')
      if (lang) return lang
    }
    node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)
  }
  return globalThis.navigator?.language ?? 'en'
}
