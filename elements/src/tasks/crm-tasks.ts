import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import type { Rec } from '../client/record.ts'
import { activityKindMessages } from '../i18n/en/activity-kinds.ts'
import { taskMessages } from '../i18n/en/tasks.ts'
import { addMessages } from '../i18n/table.ts'
import { MenuController } from '../primitives/menu.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { LinkTitles } from './link-titles.ts'
import { OwnerNames } from './owner-names.ts'
import { ownZone } from './plain-day.ts'
import { QuickAdd } from './quick-add.ts'
import { groupOf, GROUPS, inOrder, type TaskGroup } from './task-groups.ts'
import { dueMenu, type MenuAt, ownerMenu } from './task-menus.ts'
import { nameOf, taskRow } from './task-row.ts'
import { TaskSource } from './task-source.ts'
import { taskStyles } from './task-styles.ts'
import { TaskWrites } from './task-writes.ts'

addMessages(taskMessages, activityKindMessages)

const KINDS = ['task', 'call', 'meeting']
/** What was due in an hour is overdue in two, without anybody's doing. */
const CLOCK_MS = 30_000

/**
 * @summary What is to be done: overdue, today, later; added by a line, ticked off, moved to another day, given to somebody.
 *
 * @fires crm-load {entity, count} - The first tasks are there.
 * @fires crm-before-task-toggle {id, done} - Cancelable, `respondWith(promise)`.
 * @fires crm-task-toggle {id, done} - A task was ticked off, or opened again.
 * @fires crm-task-open {id, kind} - Somebody wants to see a task.
 * @fires crm-before-task-create {data} - Cancelable, `respondWith(promise)`.
 * @fires crm-task-create {id} - A task was added.
 * @fires crm-navigate {entity, id, view, href, trigger} - Somebody wants to go to a task, or to what it is about.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @slot empty - In place of the text when there is nothing to do.
 *
 * @csspart base - The outer box.
 * @csspart group - A group of tasks.
 * @csspart item - A task.
 * @csspart checkbox - Its check box.
 * @csspart due - When it is due.
 */
export class CrmTasks extends CrmElement {
  static override readonly styles = [...CrmElement.styles, ...taskStyles]
  static override properties = {
    ...CrmElement.properties,
    scope: {},
    entity: {},
    recordId: { attribute: 'record-id' },
    kinds: {},
    timeZone: { attribute: 'time-zone' },
    readonly: { type: Boolean, reflect: true },
    headingLevel: { attribute: 'heading-level', type: Number },
    showsDone: { state: true },
  }

  /** Whose: `mine`, those about one `record`, or `all` one may see. */
  declare scope: 'mine' | 'record' | 'all'
  /** Of the scope `record`: its entity. */
  declare entity: string
  /** Of the scope `record`: which one. */
  declare recordId: string | undefined
  /** Kinds of activities that count as tasks; default `task,call,meeting`. */
  declare kinds: string | undefined
  /** IANA name of the zone whose days count; default the browser's. */
  declare timeZone: string | undefined
  /** Nothing can be added or changed. */
  declare readonly: boolean
  /** Level of the groups' titles among the headings of the page. */
  declare headingLevel: number
  declare protected showsDone: boolean

  readonly #menu = new MenuController(this)
  readonly #titles = new LinkTitles(() => {
    this.requestUpdate()
  })
  readonly #owners = new OwnerNames(() => {
    this.requestUpdate()
  })
  readonly #writes = new TaskWrites(this.voice, {
    crm: () => this.crm,
    zone: () => this.#zone,
    link: () => this.#link,
    look: () => this.#source.look(),
  })
  readonly #quick = new QuickAdd(this, {
    localizer: () => this.localizer,
    timeZone: () => this.#zone,
    submit: (task) => this.#writes.create(task),
  })
  readonly #source = new TaskSource({
    changed: () => {
      this.requestUpdate()
    },
    loaded: () => {
      this.emit('crm-load', { entity: 'activity', count: this.#source.total })
    },
    failed: (error) => void this.fail(error, 'tasks'),
  })
  #clock: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.scope = 'mine'
    this.entity = ''
    this.readonly = false
    this.headingLevel = 3
    this.showsDone = false
    this.addEventListener('keydown', this.#keys)
    new FocusKeeper(this)
  }

  /** Reads the tasks again. */
  async refresh(): Promise<void> {
    await this.#source.look()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#clock = setInterval(() => {
      this.requestUpdate()
    }, CLOCK_MS)
  }

  override disconnectedCallback(): void {
    clearInterval(this.#clock)
    this.#source.stop()
    super.disconnectedCallback()
  }

  protected override clientChanged(): void {
    this.#start()
  }

  protected override reconnected(): void {
    void this.#source.look()
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed)
    const isOther = ['scope', 'entity', 'recordId', 'kinds', 'showsDone'].some((key) =>
      changed.has(key),
    )
    if (isOther && this.hasUpdated && this.isConnected) this.#start()
    const { tasks, error } = this.#source
    this.setState('loading', !tasks && error === undefined)
    this.setState('error', error !== undefined && !tasks)
    this.setState('empty', tasks?.every(({ status }) => status !== 'open') === true)
  }

  get #zone(): string {
    return this.timeZone ?? ownZone()
  }

  get #link(): string | undefined {
    return this.scope === 'record' ? `${this.entity}:${this.recordId ?? ''}` : undefined
  }

  #start(): void {
    const { crm, scope } = this
    if (!crm || (scope === 'record' && (!this.recordId || this.entity === ''))) return
    const own = this.kinds?.split(/[\s,]+/).filter(Boolean)
    this.#source.start({
      crm,
      scope,
      link: this.#link,
      kinds: own && own.length > 0 ? own : KINDS,
      withDone: this.showsDone,
    })
    crm.session.ready().then(
      () => {
        this.requestUpdate()
      },
      () => undefined,
    )
  }

  protected override render(): TemplateResult {
    const { tasks, error } = this.#source
    const mayAdd = !this.readonly && this.crm?.session.can('activity.create') === true
    return html`<div part="base" class="base">
      ${mayAdd ? this.#quick.render() : nothing}
      ${tasks ? this.#groups(tasks) : error === undefined ? this.#loading() : this.#failed(error)}
      ${this.#menu.render()}
    </div>`
  }

  #loading(): TemplateResult {
    return html`<div role="status">
      <span class="visually-hidden">${this.t('state.loading')}</span>${skeleton(5)}
    </div>`
  }

  #failed(error: unknown): TemplateResult {
    const fault = faultOf(error, 'tasks')
    return errorPanel(fault, {
      localizer: this.localizer,
      ...(fault.status === 403 ? {} : { onRetry: () => void this.#source.look() }),
    })
  }

  #groups(tasks: readonly Rec[]): TemplateResult {
    const now = Date.now()
    const groups = Map.groupBy([...tasks].sort(inOrder), (task) => groupOf(task, now, this.#zone))
    const open = tasks.filter(({ status }) => status === 'open').length
    const isEmpty = open === 0
    const hidden = this.#source.total - open
    return html`${
        isEmpty
          ? html`<slot name="empty"
              >${emptyPanel({
                title: this.t('tasks.empty'),
                text: this.t('tasks.emptyText'),
                icon: 'check',
              })}</slot
            >`
          : nothing
      }
      ${GROUPS.map((group) => {
        const own = groups.get(group)
        return own && (group !== 'done' || this.showsDone || own.length > 0)
          ? this.#group(group, own, now)
          : nothing
      })}
      ${hidden > 0 ? html`<p class="task-rest">${this.t('tasks.more', { count: hidden })}</p>` : nothing}
      <button
        type="button"
        class="button ghost small show-done"
        aria-pressed=${String(this.showsDone)}
        @click=${() => {
          this.showsDone = !this.showsDone
        }}
      >
        ${this.t('tasks.showDone')}
      </button>`
  }

  #group(group: TaskGroup, tasks: readonly Rec[], now: number): TemplateResult {
    return html`<section class="group ${group}" part="group" aria-labelledby="group-${group}">
      <div class="group-title" role="heading" aria-level=${this.headingLevel} id="group-${group}">
        ${this.t(`tasks.${group}`)}
        <span class="group-count">${this.format.number(tasks.length)}</span>
      </div>
      <ul class="rows" role="list">
        ${repeat(
          tasks,
          ({ id }) => id,
          (task) => this.#row(task, group, now),
        )}
      </ul>
    </section>`
  }

  #row(task: Rec, group: TaskGroup, nowMs: number): TemplateResult {
    const { crm, localizer } = this
    return taskRow({
      localizer,
      task,
      group,
      nowMs,
      timeZone: this.#zone,
      mayChange: !this.readonly && crm?.session.can('activity.update') === true,
      owner: crm && this.#owners.of(crm, task['ownerId']),
      about: crm ? this.#titles.of(crm, task['links'], this.#link) : [],
      toggle: (event) => void this.#toggle(event, task),
      open: () => {
        this.emit('crm-task-open', { id: task.id, kind: task['kind'] })
        this.#navigate('activity', task.id)
      },
      openAbout: (entity, id) => {
        this.#navigate(entity, id)
      },
      changeDue: ({ currentTarget }) => {
        dueMenu(this.#menuAt(currentTarget as HTMLElement), this.#zone, (day) => {
          void this.#writes.move(task, day)
        })
      },
      assign: ({ currentTarget }) => void this.#ownerMenu(currentTarget as HTMLElement, task),
    })
  }

  #navigate(entity: string, id: string): void {
    const detail = { entity, id, view: 'record', href: `/${entity}/${id}`, trigger: 'tasks' }
    this.emit('crm-navigate', detail, { cancelable: true })
  }

  async #toggle(event: Event, task: Rec): Promise<void> {
    const box = event.currentTarget as HTMLInputElement
    const done = task['status'] === 'open'
    const name = nameOf(task, this.localizer.t)
    const { proceed } = await this.askHost('task-toggle', { id: task.id, done })
    if (!proceed) {
      box.checked = !done
      return
    }
    const next = done ? this.#after(box) : undefined
    const stored = this.#writes.write(task, { status: done ? 'done' : 'open' })
    await this.updateComplete
    // The row goes to another group: the next one is at hand.
    if (next?.isConnected) next.focus()
    if (!(await stored)) {
      // The store has taken it back; the box keeps what was pressed until it is told.
      box.checked = !done
      return
    }
    this.emit('crm-task-toggle', { id: task.id, done })
    const text = this.t(done ? 'tasks.complete' : 'tasks.reopen', { name })
    if (!done) {
      this.announce(text)
      return
    }
    if (task['recurrence']) this.#source.lookForNext()
    this.notify({
      text,
      kind: 'success',
      action: {
        label: this.t('action.undo'),
        run: () => void this.#writes.write(task, { status: 'open' }),
      },
    })
  }

  #after(box: HTMLElement): HTMLElement | undefined {
    const boxes = [...this.renderRoot.querySelectorAll<HTMLElement>('.task:not(.is-done) .check')]
    const at = boxes.indexOf(box)
    return boxes[at + 1] ?? boxes[at - 1]
  }

  #menuAt(anchor: HTMLElement): MenuAt {
    return { menu: this.#menu, anchor, localizer: this.localizer }
  }

  async #ownerMenu(anchor: HTMLElement, task: Rec): Promise<void> {
    const { crm } = this
    if (!crm) return
    const owner = this.#owners.of(crm, task['ownerId'])
    try {
      await ownerMenu(this.#menuAt(anchor), crm, task, owner, (id, name) => {
        void this.#writes.assign(task, id, name)
      })
    } catch (error) {
      this.#writes.refused(error, 'assign')
    }
  }

  /** N, while one is inside and not writing. */
  #keys = (event: KeyboardEvent): void => {
    const from = event.composedPath()[0]
    const isText =
      from instanceof HTMLElement && from.matches('input:not([type=checkbox]), textarea')
    if (event.key.toLowerCase() !== 'n' || isText || event.ctrlKey || event.metaKey || event.altKey)
      return
    if (this.#menu.isOpen) return
    event.preventDefault()
    event.stopPropagation()
    this.#quick.focus()
  }
}
