import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'

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
import { Composer, type Draft } from './composer.ts'
import { actionsOf, mayWrite } from './entry-actions.ts'
import type { EntryInPlace } from './entry-in-place.ts'
import { type EntryPlace, entryTemplate, nameOf } from './entry-template.ts'
import { deleteEntry, rewriteEntry, writeEntry } from './entry-writes.ts'
import { entriesIn, feed } from './feed.ts'
import { isActivity, type TimelineEntry } from './timeline-entry.ts'
import { filterTemplate, kindsOf, type Shown } from './timeline-filter.ts'
import { TimelineSource } from './timeline-source.ts'
import { timelineStyles } from './timeline-styles.ts'

addMessages(fieldMessages, timelineMessages)

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
    order: {},
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
  /** What stands on top: the `newest`, or the `oldest` of those that are loaded; one then writes below. */
  declare order: 'newest' | 'oldest'
  /** `off`: nothing can be written here. */
  declare composer: 'on' | 'off'
  /** Nothing can be written, changed or deleted. */
  declare readonly: boolean
  declare protected shown: Shown

  #info: EntityInfo | undefined
  /** The words of the fields are known, or are not to be had. */
  #isInformed = false
  /** The next entry to arrive is this page's own: it was told already. */
  #own = false
  readonly #menu = new MenuController(this)
  /** Of those who change or delete something: loaded when they do. */
  #inPlace: EntryInPlace | undefined
  readonly #composer = new Composer(this, {
    crm: () => this.crm,
    localizer: () => this.localizer,
    announce: (text) => {
      this.announce(text)
    },
    submit: (draft) => this.#write(draft),
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

  constructor() {
    super()
    this.entity = 'contact'
    this.order = 'newest'
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
    this.#inPlace?.clear()
    this.#source.start({ crm, entity, recordId, kinds: kindsOf(this.kinds, this.shown) })
    this.#isInformed = crm.peekEntity(entity) !== undefined
    try {
      const info = await crm.entity(entity)
      // The timeline may be of another entity by now.
      if (entity === this.entity) this.#info = info
      await crm.session.ready()
    } catch (error) {
      this.fail(error, 'timeline')
    }
    this.#isInformed = true
    this.requestUpdate()
  }

  /** One writes where what is written will stand. */
  protected override render(): TemplateResult {
    const { crm } = this
    const { entries } = this.#source
    const isWritable = !this.readonly && this.composer !== 'off' && crm !== undefined
    const composer = isWritable ? this.#composer.render((kind) => mayWrite(crm, kind)) : nothing
    const filter = filterTemplate(this.shown, this.localizer.t, (shown) => {
      this.shown = shown
    })
    const isNewestFirst = this.order !== 'oldest'
    return html`<div part="base" class="base">
      ${isNewestFirst ? composer : nothing} ${filter}
      ${entries && this.#isInformed ? this.#feed(entries) : this.#waiting()}
      ${isNewestFirst ? nothing : composer} ${this.#menu.render()}
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
    return feed({
      localizer: this.localizer,
      entries,
      order: this.order,
      hasMore,
      isLoading,
      entry: (entry, place) => this.#entry(entry, place),
      more: async () => {
        await this.#source.more()
        await this.updateComplete
      },
    })
  }

  #entry(entry: TimelineEntry, place: EntryPlace): TemplateResult {
    return entryTemplate({
      ...place,
      context: this.#context,
      info: this.#info,
      entry,
      hasMenu: this.#actionsOf(entry).length > 0,
      inPlace: this.#inPlace?.template(entry),
      open: () => {
        this.#open(entry)
      },
      menu: ({ currentTarget }) => {
        this.#openMenu(currentTarget as HTMLElement, entry)
      },
    })
  }

  #actionsOf(entry: TimelineEntry): readonly MenuItem[] {
    return this.readonly || !this.crm ? [] : actionsOf(entry, this.crm, this.localizer.t)
  }

  #openMenu(anchor: HTMLElement, entry: TimelineEntry): void {
    this.#menu.toggle(anchor, {
      items: this.#actionsOf(entry),
      label: this.t('timeline.actions', { name: this.#nameOf(entry) }),
      placement: { align: 'end' },
      onSelect: (id) => {
        if (id === 'open') this.#open(entry)
        else if (id === 'edit') void this.#begin('edit', entry)
        else if (id === 'done') void this.#done(entry)
        else if (isActivity(entry)) void this.#delete(entry)
        else void this.#begin('ask', entry)
      },
    })
  }

  #open({ recordId: id, kind, entity }: TimelineEntry): void {
    this.emit('crm-activity-open', { id, kind })
    const detail = { entity, id, view: 'record', href: `/${entity}/${id}`, trigger: 'timeline' }
    this.emit('crm-navigate', detail, { cancelable: true })
  }

  async #write(draft: Draft): Promise<{ refused?: string; noAccess?: readonly string[] }> {
    const { crm, entity, recordId } = this
    if (!crm || !recordId) return { refused: this.t('error.network') }
    const { proceed } = await this.askHost('activity-create', draft)
    if (!proceed) return {}
    try {
      this.#own = true
      const { id, noAccess } = await writeEntry(crm, { entity, recordId }, draft)
      await this.#source.look()
      this.announce(this.t('composer.added', { name: this.t(`timeline.kind.${draft.kind}`) }))
      this.emit('crm-activity-create', { id, kind: draft.kind })
      return { noAccess }
    } catch (error) {
      this.#own = false
      return { refused: this.#reason(error, 'create') }
    }
  }

  async #begin(what: 'edit' | 'ask', entry: TimelineEntry): Promise<void> {
    try {
      const { EntryInPlace } = await import('./entry-in-place.ts')
      this.#inPlace ??= new EntryInPlace(this, {
        t: () => this.localizer.t,
        nameOf: (entry) => this.#nameOf(entry),
        save: (entry, text) => void this.#rewrite(entry, text),
        remove: (entry) => void this.#delete(entry),
      })
      this.#inPlace[what](entry)
    } catch (error) {
      this.fail(error, what)
    }
  }

  async #rewrite(entry: TimelineEntry, text: string): Promise<void> {
    const { crm } = this
    if (!crm) return
    if (text === '') {
      this.#inPlace?.refuse(entry, this.t('composer.needsText'))
      return
    }
    try {
      await rewriteEntry(crm, entry, text)
      this.announce(this.t('timeline.wasSaved', { name: this.#nameOf(entry) }))
      await this.#source.look()
      this.#inPlace?.settle(entry)
    } catch (error) {
      this.#inPlace?.refuse(entry, this.#reason(error, 'save'))
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
      await deleteEntry(crm, entry)
    } catch (error) {
      this.#inPlace?.settle(entry)
      this.notify({ kind: 'error', text: this.#reason(error, 'delete') })
      return
    }
    this.#inPlace?.clear()
    this.#source.remove(entry.id)
    await this.updateComplete
    next?.focus()
    const text = this.t('timeline.wasDeleted', { name: this.#nameOf(entry) })
    if (!isActivity(entry)) this.announce(text)
    else
      this.notify({
        text,
        action: { label: this.t('action.undo'), run: () => void this.#restore(crm, entry) },
      })
  }

  async #restore(crm: CrmClient, entry: TimelineEntry): Promise<void> {
    try {
      await crm.records.restore('activity', entry.recordId)
    } catch (error) {
      this.notify({ kind: 'error', text: this.#reason(error, 'restore') })
    }
  }

  /** Where the focus goes when an entry goes. */
  #neighbour({ id }: TimelineEntry): HTMLElement | undefined {
    const entries = entriesIn(this.renderRoot)
    const at = entries.findIndex((entry) => entry.id === `entry-${id}`)
    return entries[at + 1] ?? entries[at - 1]
  }

  #reason(error: unknown, source: string): string {
    this.fail(error, source)
    return faultText(faultOf(error, source), this.localizer.t)
  }

  #nameOf(entry: TimelineEntry): string {
    return nameOf({ entry, context: this.#context })
  }

  get #context(): FieldContext {
    const { format, locale, t, custom } = this.localizer
    return { crm: this.crm, entity: this.entity, format, locale, t, custom }
  }
}
