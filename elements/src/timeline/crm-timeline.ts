import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { fieldMessages } from '../i18n/en/fields.ts'
import { timelineMessages } from '../i18n/en/timeline.ts'
import { addMessages } from '../i18n/table.ts'
import { MenuController, type MenuItem } from '../primitives/menu.ts'
import { emptyPanel, errorPanel, faultText } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { Composer, type ComposerKind, type Draft } from './composer.ts'
import { deleteQuestion, entryEditor } from './entry-editor.ts'
import { entryTemplate, nameOf } from './entry-template.ts'
import { readMentions, writeMentions } from './mentions.ts'
import { ACTIVITY_KINDS, isActivity, type TimelineEntry } from './timeline-entry.ts'
import { TimelineSource } from './timeline-source.ts'
import { timelineStyles } from './timeline-styles.ts'

addMessages(fieldMessages, timelineMessages)

type Shown = 'all' | 'talk' | 'changes'

const SHOWN: Readonly<Record<Shown, readonly string[] | undefined>> = {
  all: undefined,
  talk: ['comment', ...ACTIVITY_KINDS],
  changes: ['change'],
}

/**
 * @summary Everything that happened to a record: changes, notes, calls, meetings, tasks, e-mails, comments; and where one adds to it.
 *
 * @fires crm-load {entity, count} - The first entries are there.
 * @fires crm-activity-open {id, kind} - Somebody wants to see an activity.
 * @fires crm-navigate {entity, id, view, href, trigger} - Somebody wants to go to the record of an entry.
 * @fires crm-before-activity-create {kind, subject, body, at} - Cancelable, `respondWith(promise)`.
 * @fires crm-activity-create {id, kind} - Something was written down.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @slot empty - In place of the text when there is nothing.
 *
 * @csspart base - The outer box.
 * @csspart composer - Where one writes.
 * @csspart day - The name of a day.
 * @csspart item - An entry.
 * @csspart item-icon - Its sign.
 * @csspart item-body - What was said.
 * @csspart item-meta - When it was.
 */
export class CrmTimeline extends CrmElement {
  static override readonly styles = [...CrmElement.styles, ...timelineStyles]
  static override properties = {
    ...CrmElement.properties,
    entity: {},
    recordId: { attribute: 'record-id' },
    kinds: {},
    composer: {},
    readonly: { type: Boolean, reflect: true },
    shown: { state: true },
  }

  /** Name of the record's entity: `contact`. */
  declare entity: string
  /** Of which record. */
  declare recordId: string | undefined
  /** Only entries of these kinds: `note,call,change`. */
  declare kinds: string | undefined
  /** `off`: nothing can be written here. */
  declare composer: 'on' | 'off'
  /** Nothing can be written, changed or deleted. */
  declare readonly: boolean
  declare protected shown: Shown

  #info: EntityInfo | undefined
  /** The words of the fields are known, or are not to be had. */
  #isInformed = false
  #editing: { readonly id: string; readonly fault?: string } | undefined
  #deleting: string | undefined
  readonly #menu = new MenuController(this)
  readonly #composer = new Composer(this, {
    crm: () => this.crm,
    localizer: () => this.localizer,
    announce: (text) => {
      this.announce(text)
    },
    submit: (draft) => this.#create(draft),
  })
  readonly #source = new TimelineSource({
    changed: () => {
      this.requestUpdate()
    },
    loaded: () => {
      this.emit('crm-load', { entity: this.entity, count: this.#source.entries?.length ?? 0 })
    },
    arrived: (count) => {
      if (!this.#own) this.announce(this.t('timeline.arrived', { count }))
      this.#own = false
    },
    failed: (error) => void this.fail(error, 'timeline'),
  })
  /** The next entry to arrive is this page's own: it was told already. */
  #own = false

  constructor() {
    super()
    this.entity = 'contact'
    this.composer = 'on'
    this.readonly = false
    this.shown = 'all'
    // An update by other hands must not take the focus from the entry one is at.
    new FocusKeeper(this)
  }

  /** Looks again for what is new. */
  async refresh(): Promise<void> {
    await this.#source.look()
  }

  override disconnectedCallback(): void {
    this.#source.stop()
    this.#composer.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    void this.#start()
  }

  protected override reconnected(): void {
    void this.#source.look()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const isOther = ['entity', 'recordId', 'kinds', 'shown'].some((key) => changed.has(key))
    if (isOther && this.hasUpdated && this.isConnected) void this.#start()
    const { entries, error, isLoading } = this.#source
    this.setState('loading', isLoading && !entries)
    this.setState('error', error !== undefined && !entries)
    this.setState('empty', entries?.length === 0)
  }

  async #start(): Promise<void> {
    const { crm, entity, recordId } = this
    if (!crm || !recordId || entity === '') return
    this.#editing = this.#deleting = undefined
    this.#source.start({ crm, entity, recordId, kinds: this.#kinds })
    this.#isInformed = crm.peekEntity(entity) !== undefined
    try {
      this.#info = await crm.entity(entity)
      await crm.session.ready()
    } catch (error) {
      this.fail(error, 'timeline')
    }
    this.#isInformed = true
    this.requestUpdate()
  }

  get #kinds(): readonly string[] | undefined {
    const own = this.kinds?.split(/[\s,]+/).filter(Boolean)
    const chosen = SHOWN[this.shown]
    if (!own || own.length === 0) return chosen
    return chosen ? own.filter((kind) => chosen.includes(kind)) : own
  }

  protected override render(): TemplateResult {
    const { crm } = this
    const { entries } = this.#source
    const mayWrite = !this.readonly && this.composer !== 'off' && crm !== undefined
    return html`<div part="base" class="base">
      ${mayWrite ? this.#composer.render((kind) => this.#mayAdd(crm, kind)) : nothing}
      ${this.#filters()} ${entries && this.#isInformed ? this.#feed(entries) : this.#waiting()}
      ${this.#menu.render()}
    </div>`
  }

  #mayAdd(crm: CrmClient, kind: ComposerKind): boolean {
    return crm.session.can(kind === 'comment' ? 'comment.create' : 'activity.create')
  }

  #filters(): TemplateResult {
    return html`<div class="filters" role="group" aria-label=${this.t('timeline.filter')}>
      ${(Object.keys(SHOWN) as Shown[]).map(
        (shown) =>
          html`<button
            type="button"
            class="filter"
            aria-pressed=${String(this.shown === shown)}
            @click=${() => {
              this.shown = shown
            }}
          >
            ${this.t(`timeline.${shown}`)}
          </button>`,
      )}
    </div>`
  }

  #waiting(): unknown {
    const { error } = this.#source
    if (error === undefined)
      return html`<div role="status">
        <span class="visually-hidden">${this.t('state.loading')}</span>${skeleton(6)}
      </div>`
    const fault = faultOf(error, 'timeline')
    return errorPanel(fault, {
      localizer: this.localizer,
      ...(fault.status === 403 ? {} : { onRetry: () => void this.#source.look() }),
    })
  }

  #feed(entries: readonly TimelineEntry[]): unknown {
    if (entries.length === 0) {
      const isAll = this.shown === 'all'
      return html`<slot name="empty"
        >${emptyPanel({
          title: this.t(isAll ? 'timeline.empty' : 'timeline.emptyKind'),
          ...(isAll ? { text: this.t('timeline.emptyText') } : {}),
          icon: 'history',
        })}</slot
      >`
    }
    const { hasMore, isLoading } = this.#source
    const size = hasMore ? -1 : entries.length
    let day: string | undefined
    return html`<div
        class="feed"
        role="feed"
        aria-label=${this.t('timeline.label')}
        aria-busy=${String(isLoading)}
        @keydown=${this.#feedKeys}
      >
        ${repeat(
          entries,
          ({ id }) => id,
          (entry, index) => {
            const own = dayOf(entry.at)
            const begins = own !== day
            day = own
            return this.#entry(entry, { position: index + 1, size, begins })
          },
        )}
      </div>
      ${
        hasMore
          ? html`<button
              type="button"
              class="button small more"
              aria-busy=${isLoading ? 'true' : nothing}
              @click=${() => void this.#source.more()}
            >
              ${this.t('timeline.more')}
            </button>`
          : nothing
      }`
  }

  #entry(
    entry: TimelineEntry,
    { position, size, begins }: { position: number; size: number; begins: boolean },
  ): TemplateResult {
    return entryTemplate({
      context: this.#context,
      info: this.#info,
      entry,
      position,
      size,
      day: begins ? this.#dayName(entry.at) : undefined,
      hasMenu: this.#actionsOf(entry).length > 0,
      inPlace: this.#inPlace(entry),
      open: () => {
        this.#open(entry)
      },
      menu: ({ currentTarget }) => {
        this.#openMenu(currentTarget as HTMLElement, entry)
      },
    })
  }

  #inPlace(entry: TimelineEntry): TemplateResult | undefined {
    const { t } = this.localizer
    if (this.#deleting === entry.id)
      return deleteQuestion({
        t,
        proceed: () => void this.#delete(entry),
        keep: () => {
          this.#settle(entry)
        },
      })
    if (this.#editing?.id !== entry.id) return undefined
    return entryEditor({
      t,
      label: this.#nameOf(entry),
      text: readMentions(entry.body ?? '').text,
      fault: this.#editing.fault,
      save: (text) => void this.#save(entry, text),
      cancel: () => {
        this.#settle(entry)
      },
    })
  }

  #dayName(at: string): string {
    const day = dayOf(at)
    if (day === dayOf(Date.now())) return this.t('timeline.today')
    if (day === dayOf(Date.now() - DAY_MS)) return this.t('timeline.yesterday')
    return new Intl.DateTimeFormat(this.localizer.locale, {
      ...{ weekday: 'long', day: 'numeric', month: 'long' },
      ...(day.startsWith(dayOf(Date.now()).slice(0, 4)) ? {} : { year: 'numeric' }),
    }).format(new Date(at))
  }

  #actionsOf(entry: TimelineEntry): readonly MenuItem[] {
    const { crm } = this
    if (this.readonly || !crm || entry.kind === 'change') return []
    const edit: MenuItem = { id: 'edit', label: this.t('timeline.edit'), icon: 'edit' }
    const remove: MenuItem = {
      ...{ id: 'delete', label: this.t('action.delete'), icon: 'trash' as const },
      ...{ danger: true, separated: true },
    }
    if (entry.kind === 'comment') {
      const isOwn =
        crm.session.user?.memberId === entry.data['memberId'] && this.#mayAdd(crm, 'comment')
      return [
        ...(isOwn ? [edit] : []),
        ...(isOwn || crm.session.can('comment.moderate') ? [remove] : []),
      ]
    }
    if (!isActivity(entry)) return []
    const mayUpdate = crm.session.can('activity.update')
    const { status } = entry.data
    const isToDo = ['task', 'call', 'meeting'].includes(entry.kind)
    return [
      { id: 'open', label: this.t('timeline.openIt'), icon: 'external' },
      ...(mayUpdate && entry.kind === 'note' ? [edit] : []),
      ...(mayUpdate && isToDo && status === 'open'
        ? [{ id: 'done', label: this.t('timeline.markDone'), icon: 'check' as const }]
        : []),
      ...(crm.session.can('activity.delete') ? [remove] : []),
    ]
  }

  #openMenu(anchor: HTMLElement, entry: TimelineEntry): void {
    this.#menu.toggle(anchor, {
      items: this.#actionsOf(entry),
      label: this.t('timeline.actions', { name: this.#nameOf(entry) }),
      placement: { align: 'end' },
      onSelect: (id) => {
        if (id === 'open') this.#open(entry)
        else if (id === 'edit') void this.#edit(entry)
        else if (id === 'done') void this.#done(entry)
        else if (isActivity(entry)) void this.#delete(entry)
        else void this.#ask(entry)
      },
    })
  }

  #open({ recordId: id, kind, entity }: TimelineEntry): void {
    this.emit('crm-activity-open', { id, kind })
    const detail = { entity, id, view: 'record', href: `/${entity}/${id}`, trigger: 'timeline' }
    this.emit('crm-navigate', detail, { cancelable: true })
  }

  async #edit(entry: TimelineEntry): Promise<void> {
    this.#editing = { id: entry.id }
    await this.#focusIn(entry, 'edit')
  }

  async #ask(entry: TimelineEntry): Promise<void> {
    this.#deleting = entry.id
    await this.#focusIn(entry, 'keep')
  }

  async #focusIn({ id }: TimelineEntry, control: string): Promise<void> {
    this.requestUpdate()
    await this.updateComplete
    const entry = this.renderRoot.querySelector(`#entry-${id}`)
    entry?.querySelector<HTMLElement>(`[data-control="${control}"]`)?.focus()
  }

  /** Back to how it stands; the focus to where the menu was opened. */
  #settle(entry: TimelineEntry): void {
    this.#editing = this.#deleting = undefined
    void this.#focusIn(entry, 'menu')
  }

  async #save(entry: TimelineEntry, text: string): Promise<void> {
    const { crm } = this
    const { mentions } = readMentions(entry.body ?? '')
    if (!crm) return
    if (text === '') {
      this.#editing = { id: entry.id, fault: this.t('composer.needsText') }
      this.requestUpdate()
      return
    }
    try {
      if (entry.kind === 'comment')
        await crm.send({
          method: 'PATCH',
          path: `/comments/${entry.id}`,
          body: { body: writeMentions(text, mentions) },
        })
      else await crm.records.update('activity', entry.recordId, { body: text })
      this.announce(this.t('timeline.wasSaved', { name: this.#nameOf(entry) }))
      await this.#source.look()
      this.#settle(entry)
    } catch (error) {
      this.#editing = { id: entry.id, fault: this.#reason(error, 'save') }
      this.requestUpdate()
    }
  }

  async #done(entry: TimelineEntry): Promise<void> {
    try {
      await this.crm?.records.update('activity', entry.recordId, { status: 'done' })
      this.announce(this.t('timeline.wasSaved', { name: this.#nameOf(entry) }))
    } catch (error) {
      this.notify({ kind: 'error', text: this.#reason(error, 'save') })
    }
  }

  async #delete(entry: TimelineEntry): Promise<void> {
    const { crm } = this
    if (!crm) return
    const next = this.#neighbour(entry)
    try {
      if (isActivity(entry)) await crm.records.remove('activity', entry.recordId)
      else await crm.send({ method: 'DELETE', path: `/comments/${entry.id}` })
    } catch (error) {
      this.#settle(entry)
      this.notify({ kind: 'error', text: this.#reason(error, 'delete') })
      return
    }
    this.#deleting = undefined
    this.#source.remove(entry.id)
    await this.updateComplete
    next?.focus()
    const text = this.t('timeline.wasDeleted', { name: this.#nameOf(entry) })
    if (!isActivity(entry)) this.announce(text)
    else
      this.notify({
        text,
        action: {
          label: this.t('action.undo'),
          run: () => {
            crm.records.restore('activity', entry.recordId).catch((error: unknown) => {
              this.notify({ kind: 'error', text: this.#reason(error, 'restore') })
            })
          },
        },
      })
  }

  /** Where the focus goes when an entry goes. */
  #neighbour({ id }: TimelineEntry): HTMLElement | undefined {
    const entries = this.#articles
    const at = entries.findIndex((entry) => entry.id === `entry-${id}`)
    return entries[at + 1] ?? entries[at - 1]
  }

  async #create(draft: Draft): Promise<{ refused?: string; noAccess?: readonly string[] }> {
    const { crm, entity, recordId } = this
    if (!crm || !recordId) return { refused: this.t('error.network') }
    const { proceed } = await this.askHost('activity-create', draft)
    if (!proceed) return {}
    try {
      this.#own = true
      const created =
        draft.kind === 'comment'
          ? await this.#comment(crm, draft.body)
          : await crm.records.create('activity', activityOf(draft, `${entity}:${recordId}`))
      await this.#source.look()
      this.announce(this.t('composer.added', { name: this.t(`timeline.kind.${draft.kind}`) }))
      this.emit('crm-activity-create', { id: created.id, kind: draft.kind })
      const names = readMentions(draft.body).mentions
      const closed = 'mentions' in created ? (created.mentions as Mentioned[]) : []
      const isOut = new Set(closed.filter((one) => !one.hasAccess).map((one) => one.memberId))
      return { noAccess: names.filter(({ id }) => isOut.has(id)).map(({ name }) => name) }
    } catch (error) {
      this.#own = false
      return { refused: this.#reason(error, 'create') }
    }
  }

  async #comment(crm: CrmClient, body: string): Promise<{ id: string; mentions: Mentioned[] }> {
    const path = `/comments/${encodeURIComponent(this.entity)}/${encodeURIComponent(this.recordId ?? '')}`
    const answer = await crm.send<{ data: { id: string; mentions: Mentioned[] } }>({
      method: 'POST',
      path,
      body: { body },
    })
    return answer.data
  }

  #reason(error: unknown, source: string): string {
    this.fail(error, source)
    return faultText(faultOf(error, source), this.localizer.t)
  }

  #nameOf(entry: TimelineEntry): string {
    return nameOf({ entry, context: this.#context })
  }

  /** APG feed: page keys go from entry to entry, Ctrl+Home and Ctrl+End leave the feed. */
  #feedKeys = (event: KeyboardEvent): void => {
    const inText = (event.target as Element).closest('textarea, input')
    if (inText || event.altKey || event.metaKey) return
    const entries = this.#articles
    const at = entries.findIndex((entry) => entry.matches(':focus-within'))
    if (event.key === 'PageDown') {
      if (at === entries.length - 1 && this.#source.hasMore) void this.#goOn(at + 1)
      else entries[at + 1]?.focus()
    } else if (event.key === 'PageUp') entries[at - 1]?.focus()
    else if (event.ctrlKey && event.key === 'Home')
      this.renderRoot.querySelector<HTMLElement>('.filter[aria-pressed="true"]')?.focus()
    else if (event.ctrlKey && event.key === 'End')
      (this.renderRoot.querySelector<HTMLElement>('.more') ?? entries.at(-1))?.focus()
    else return
    event.preventDefault()
  }

  async #goOn(index: number): Promise<void> {
    if (!(await this.#source.more())) return
    await this.updateComplete
    this.#articles[index]?.focus()
  }

  get #articles(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.entry')]
  }

  get #context(): FieldContext {
    const { format, locale, t, custom } = this.localizer
    return { crm: this.crm, entity: this.entity, format, locale, t, custom }
  }
}

interface Mentioned {
  readonly memberId: string
  readonly hasAccess: boolean
}

const DAY_MS = 86_400_000

/** The day of an instant by the reader's own clock: `2026-11-20`. */
function dayOf(at: string | number): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** A meeting or a task is to come, a call or an e-mail took place. */
function activityOf({ kind, subject, body, at }: Draft, link: string): Record<string, unknown> {
  const isToCome = kind === 'task' || kind === 'meeting'
  return {
    kind,
    links: [link],
    ...(subject === '' ? {} : { subject }),
    ...(body === '' ? {} : { body }),
    ...(isToCome ? {} : { status: 'done' }),
    ...(at === undefined
      ? {}
      : isToCome
        ? { dueAt: at, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
        : { occurredAt: at }),
  }
}
