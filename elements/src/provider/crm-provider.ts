import '../base/context-root.ts'

import { ContextProvider } from '@lit/context'
import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit'

import { createAnnouncer } from '../base/announce.ts'
import { type Notice, providerContext } from '../base/context.ts'
import { type ElementFault, faultOf } from '../base/errors.ts'
import { dispatch } from '../base/events.ts'
import { sharedStyles } from '../base/shared-styles.ts'
import { VERSION } from '../base/version.ts'
import type { ConnectionStatus } from '../client/connection-monitor.ts'
import { createCrmClient, type CrmClientControl } from '../client/crm-client.ts'
import type { CrmUser } from '../client/rights.ts'
import type { FetchSession } from '../client/session.ts'
import { createLocalizer, type Localizer } from '../i18n/localizer.ts'
import type { Messages } from '../i18n/messages-en.ts'
import type { Toaster } from '../primitives/toast.ts'
import { type Appearance, appearanceSheet } from '../theme/appearance.ts'

export type Theme = 'light' | 'dark' | 'auto' | 'page'

/** What `crm-session` says. */
export interface SessionDetail {
  readonly expiresAt: number | undefined
  readonly user: CrmUser | undefined
}

/**
 * Connects the elements inside it to the engine: session, records, live changes, locale and look.
 *
 * @tag crm-provider
 * @slot - The page, or the part of it, that has CRM elements in it.
 * @attr {string} api-url - Where the engine is mounted. Default `/crm`.
 * @attr {string} locale - BCP 47; default the nearest `lang`.
 * @attr {'page'|'light'|'dark'|'auto'} theme - `page` (default) follows the page's `color-scheme`, `auto` the system.
 * @attr {'sse'|'off'} live - `off`: no stream of changes.
 * @fires {CustomEvent<SessionDetail>} crm-session - There is a session, the first or a new one.
 * @fires {CustomEvent<ElementFault>} crm-session-expired - No session can be had any more; cancelable: the host signs in by its own means.
 * @fires {CustomEvent<{status: ConnectionStatus}>} crm-connection - The server answers (`live`), does not (`retrying`), or the browser has no network (`offline`).
 */
export class CrmProvider extends LitElement {
  static readonly version: string = VERSION
  static override styles = [
    ...sharedStyles,
    css`
      :host {
        display: contents;
      }
      :host([theme='light']) {
        color-scheme: light;
      }
      :host([theme='dark']) {
        color-scheme: dark;
      }
      :host([theme='auto']) {
        color-scheme: light dark;
      }
    `,
  ]
  static override properties: PropertyDeclarations = {
    apiUrl: { attribute: 'api-url' },
    locale: {},
    theme: { reflect: true },
    live: {},
    fetchSession: { attribute: false },
    fetch: { attribute: false },
    messages: { attribute: false },
    appearance: { attribute: false },
  }

  declare apiUrl: string
  declare locale: string | undefined
  declare theme: Theme
  declare live: 'sse' | 'off'
  /** Asks the host's server for a session; without it the host's own cookie says who is asking. */
  declare fetchSession: FetchSession | undefined
  /** In place of the global one: for headers of the host's, for tests. */
  declare fetch: typeof globalThis.fetch | undefined
  /** Overrides of any text, by key. */
  declare messages: Messages | undefined
  declare appearance: Appearance | undefined

  readonly #context = new ContextProvider(this, { context: providerContext })
  #toaster: Promise<Toaster> | undefined
  #shownToaster: Toaster | undefined
  readonly #announcer = createAnnouncer(() => this.#regions())
  #client: CrmClientControl | undefined
  #expiredTold = false
  #sheet: CSSStyleSheet | undefined
  #lastStatus: ConnectionStatus = 'live'

  constructor() {
    super()
    this.apiUrl = '/crm'
    this.theme = 'page'
    this.live = 'sse'
  }

  /** The client every element inside shares; also for the host's own calls. */
  get client(): CrmClientControl | undefined {
    return this.#client
  }

  /** What the session may do, once known. */
  get permissions(): { can(permission: string): boolean } {
    return { can: (permission) => this.#client?.session.can(permission) ?? false }
  }

  /** Asks `fetchSession` again at once, after a sign-in by the host's own means. */
  async renewSession(): Promise<void> {
    this.#expiredTold = false
    await this.#client?.session.renew()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#client?.resume()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    // A framework that mounts twice (React's StrictMode) takes us out and puts us back in one task.
    setTimeout(() => {
      if (!this.isConnected) this.#client?.pause()
    }, 0)
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    // Whether there is a fetchSession decides who is asking; which function it is does not: a framework makes a new one each render.
    const before = changed.get('fetchSession')
    const otherActor =
      changed.has('fetchSession') && (before === undefined) !== (this.fetchSession === undefined)
    const otherServer = changed.has('apiUrl') || changed.has('live')
    const isEarly = !this.#client && !this.fetchSession && scriptsAreToCome()
    if (isEarly)
      document.addEventListener('DOMContentLoaded', () => this.requestUpdate(), { once: true })
    const isNew = !isEarly && (!this.#client || otherActor || otherServer)
    if (isNew) this.#replaceClient()
    if (isNew || changed.has('locale') || changed.has('messages')) this.#share()
    if (changed.has('appearance')) this.#dress()
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>
      <div class="visually-hidden" aria-live="polite" id="polite"></div>
      <div class="visually-hidden" aria-live="assertive" id="assertive"></div>
      ${this.#shownToaster?.render(this.#localizer().t)}`
  }

  #replaceClient(): void {
    this.#client?.pause()
    const client = createCrmClient(
      {
        apiUrl: this.apiUrl,
        live: this.live,
        fetch: (input, init) => (this.fetch ?? globalThis.fetch)(input, init),
        ...(this.fetchSession
          ? { fetchSession: (options) => (this.fetchSession ?? noSession)(options) }
          : {}),
      },
      {
        onSession: ({ expiresAt }) => this.#tellSession(client, expiresAt),
        onOtherActor: () => this.#startAnew(client),
        onSessionExpired: (error) => this.#tellExpired(client, error),
      },
    )
    this.#client = client
    if (this.isConnected) client.resume()
    this.#expiredTold = false
    client.onConnection((status) => this.#tellConnection(client, status))
  }

  /** Another user has signed in on the host's page: every element begins again, with nothing of the other's. */
  #startAnew(client: CrmClientControl): void {
    if (client !== this.#client) return
    this.#replaceClient()
    this.#share()
  }

  #share(): void {
    if (!this.#client) return
    this.#context.setValue({
      client: this.#client,
      localizer: this.#localizer(),
      announcer: this.#announcer,
      notify: this.#notify,
    })
  }

  #made: { readonly of: readonly unknown[]; readonly localizer: Localizer } | undefined

  #localizer(): Localizer {
    const locale = this.locale ?? this.closest('[lang]')?.getAttribute('lang') ?? navigator.language
    const of = [locale, this.messages]
    if (this.#made && of.every((value, index) => this.#made?.of[index] === value))
      return this.#made.localizer
    this.#made = { of, localizer: createLocalizer(locale, this.messages) }
    return this.#made.localizer
  }

  #dress(): void {
    const root = this.shadowRoot
    if (!root) return
    const others = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet)
    this.#sheet = this.appearance && appearanceSheet(this.appearance)
    root.adoptedStyleSheets = this.#sheet ? [...others, this.#sheet] : others
  }

  #tellSession(client: CrmClientControl, expiresAt: number | undefined): void {
    this.#expiredTold = false
    // Who it is comes with the first answer of the server.
    const tell = (): void => {
      if (client === this.#client)
        dispatch<SessionDetail>(this, 'crm-session', { expiresAt, user: client.session.user })
    }
    client.session.ready().then(tell, () => undefined)
  }

  #tellExpired(client: CrmClientControl, error: unknown): void {
    if (client !== this.#client || this.#expiredTold) return
    this.#expiredTold = true
    const fault: ElementFault = faultOf(error, 'session')
    const shown = dispatch(this, 'crm-session-expired', fault, { cancelable: true })
    if (shown) this.#notify({ text: this.#localizer().t('error.session'), kind: 'error' })
  }

  #tellConnection(client: CrmClientControl, status: ConnectionStatus): void {
    if (client !== this.#client) return
    const { t } = this.#localizer()
    if (status === 'offline') this.#say(t('state.offline'))
    else if (status === 'retrying' && this.#lastStatus === 'live')
      this.#say(t('state.reconnecting'))
    else if (status === 'live') this.#say(t('state.reconnected'))
    this.#lastStatus = status
    dispatch(this, 'crm-connection', { status })
  }

  /** Loaded at the first notice: most pages begin with none. */
  readonly #notify = (notice: Notice): void => {
    this.#toaster ??= import('../primitives/toast.ts').then(({ Toaster, toastStyles }) => {
      const sheet = toastStyles.styleSheet
      if (sheet) this.shadowRoot?.adoptedStyleSheets.push(sheet)
      this.#shownToaster = new Toaster(this)
      return this.#shownToaster
    })
    // Without the module the text is at least said.
    this.#toaster.then(
      (toaster) => toaster.show(notice),
      () => this.#say(notice.text),
    )
  }

  #say(text: string): void {
    this.#announcer.announce(text, 'polite', this)
  }

  #regions(): { polite: Element; assertive: Element } | undefined {
    const polite = this.shadowRoot?.getElementById('polite')
    const assertive = this.shadowRoot?.getElementById('assertive')
    return polite && assertive ? { polite, assertive } : undefined
  }
}

/**
 * The page's own module comes after the one that registers us, and sets `fetchSession`: asking before it has run would be asking as
 * nobody. All modules of a page run before DOMContentLoaded.
 */
function scriptsAreToCome(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  return (
    document.readyState !== 'complete' &&
    (navigation as PerformanceNavigationTiming | undefined)?.domContentLoadedEventStart === 0
  )
}

function noSession(): never {
  throw new Error('The provider has no fetchSession any more.')
}
