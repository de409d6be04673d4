import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import { FocusKeeper } from '../base/focus-keeper.ts'
import { notificationMessages } from '../i18n/en/notifications.ts'
import { addMessages } from '../i18n/table.ts'
import { emptyPanel, errorPanel, faultText } from '../primitives/panels.ts'
import { PopoverController } from '../primitives/popover.ts'
import { createRoving } from '../primitives/roving.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { activityIcon } from '../timeline/activity-icon.ts'
import { notificationItem } from './notification-item.ts'
import { type CrmNotification, NotificationSource } from './notification-source.ts'
import { notificationStyles } from './notification-styles.ts'

addMessages(notificationMessages)

/** A count beyond it says no more. */
const MOST_SHOWN = 99

/**
 * @summary What the reader is told: mentions, tasks given to them, reminders, what happens on what they follow.
 *
 * @fires crm-unread {count} - Another number is unread.
 * @fires crm-notification-open - The panel was opened; does not bubble.
 * @fires crm-notification {id, kind, record} - One was chosen; cancelable: then nothing is opened and it stays unread.
 * @fires crm-navigate {entity, id, view, href, trigger} - Somebody wants to go to what it is about.
 * @fires crm-error {code, status, message, requestId, retryable, source} - Cancelable: then the host shows it.
 *
 * @slot trigger - In place of the bell in the button.
 *
 * @csspart base - The outer box.
 * @csspart trigger - The button.
 * @csspart badge - How many are unread.
 * @csspart panel - The list above the page.
 * @csspart item - A notification.
 */
export class CrmNotifications extends CrmElement {
  static override readonly styles = [...CrmElement.styles, ...notificationStyles]
  static override properties = {
    ...CrmElement.properties,
    pollSeconds: { attribute: 'poll-seconds', type: Number },
  }

  /** How often it looks by itself where no live stream gets through, in seconds. Default 60. */
  declare pollSeconds: number

  readonly #popover = new PopoverController(this, {
    selector: '#panel',
    align: 'end',
    onClose: () => {
      this.requestUpdate()
    },
  })
  readonly #roving = createRoving({
    wrap: false,
    items: () => [...this.renderRoot.querySelectorAll<HTMLElement>('.item-open')],
  })
  readonly #source = new NotificationSource({
    changed: () => {
      this.requestUpdate()
    },
    counted: (count) => {
      this.emit('crm-unread', { count })
    },
    came: (count) => {
      // Told, and no more: the focus stays where its owner is at work.
      this.announce(this.t('notifications.came', { count }))
    },
    failed: (error) => void this.fail(error, 'notifications'),
  })

  constructor() {
    super()
    this.pollSeconds = 60
    new FocusKeeper(this)
  }

  /** How many are unread, as far as is known. */
  get unread(): number {
    return this.#source.unread
  }

  /** Looks for new ones. */
  async refresh(): Promise<void> {
    await this.#source.look()
  }

  /** Opens the panel. */
  async show(): Promise<void> {
    const trigger = this.renderRoot.querySelector<HTMLElement>('.trigger')
    if (!trigger || this.#popover.isOpen) return
    await this.#popover.open(trigger)
    this.dispatchEvent(new CustomEvent('crm-notification-open'))
  }

  close(): void {
    this.#popover.close()
  }

  override disconnectedCallback(): void {
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
    if (changed.has('pollSeconds') && this.hasUpdated) this.#start()
    const { items, error } = this.#source
    this.setState('loading', !items && error === undefined)
    this.setState('error', !items && error !== undefined)
    this.setState('empty', items?.length === 0)
  }

  #start(): void {
    if (this.crm) this.#source.start(this.crm, Math.max(1, this.pollSeconds) * 1_000)
  }

  protected override render(): TemplateResult {
    const { unread } = this.#source
    const name =
      unread > 0 ? this.t('notifications.unread', { count: unread }) : this.t('notifications.label')
    const shown =
      unread > MOST_SHOWN ? `${this.format.number(MOST_SHOWN)}+` : this.format.number(unread)
    return html`<div part="base" class="base">
      <button
        type="button"
        class="trigger"
        part="trigger"
        aria-haspopup="dialog"
        aria-expanded="false"
        @click=${() => {
          if (this.#popover.isOpen) this.#popover.close()
          else void this.show()
        }}
      >
        <span class="visually-hidden">${name}</span>
        <slot name="trigger">${activityIcon('bell')}</slot>
        ${unread > 0 ? html`<span class="badge" part="badge" aria-hidden="true">${shown}</span>` : nothing}
      </button>
      <div
        class="popover"
        id="panel"
        part="panel"
        popover="auto"
        role="dialog"
        aria-labelledby="title"
        @keydown=${(event: KeyboardEvent) => this.#roving.handle(event)}
      >
        ${this.#head(unread)}
        <div class="body" tabindex="-1">${this.#body()}</div>
      </div>
    </div>`
  }

  #head(unread: number): TemplateResult {
    return html`<div class="head">
      <span class="title" id="title">${this.t('notifications.label')}</span>
      <button
        type="button"
        class="button ghost small"
        aria-disabled=${unread === 0 ? 'true' : nothing}
        @click=${() => void this.#mark(true)}
      >
        ${this.t('notifications.readAll')}
      </button>
    </div>`
  }

  #body(): unknown {
    const { items, error } = this.#source
    if (!items && error !== undefined) {
      const fault = faultOf(error, 'notifications')
      return errorPanel(fault, {
        localizer: this.localizer,
        ...(fault.status === 403 ? {} : { onRetry: () => void this.#source.look() }),
      })
    }
    if (!items) return skeleton(5)
    if (items.length === 0)
      return emptyPanel({
        title: this.t('notifications.empty'),
        text: this.t('notifications.emptyText'),
        icon: 'check',
      })
    return html`<div role="log" aria-live="off" aria-labelledby="title">
        <ul class="items" role="list">
          ${repeat(
            items,
            ({ id }) => id,
            (one) =>
              notificationItem({
                localizer: this.localizer,
                one,
                open: () => void this.#open(one),
                mark: () => void this.#mark(one.readAt === null, one.id),
              }),
          )}
        </ul>
      </div>
      ${
        this.#source.hasMore
          ? html`<button
              type="button"
              class="button ghost small earlier"
              @click=${() => void this.#source.more()}
            >
              ${this.t('notifications.more')}
            </button>`
          : nothing
      }`
  }

  async #open(one: CrmNotification): Promise<void> {
    const { id, kind, record, activity } = one
    if (!record) return
    if (!this.emit('crm-notification', { id, kind, record }, { cancelable: true })) return
    this.close()
    const target = activity
      ? { entity: 'activity', id: activity.id }
      : { entity: record.entity, id: record.id }
    const href = `/${target.entity}/${target.id}`
    this.emit(
      'crm-navigate',
      { ...target, view: 'record', href, trigger: 'notification' },
      { cancelable: true },
    )
    if (one.readAt === null) await this.#mark(true, id)
  }

  async #mark(read: boolean, id?: string): Promise<void> {
    if (id === undefined && this.#source.unread === 0) return
    try {
      await this.#source.mark(read, id === undefined ? undefined : [id])
    } catch (error) {
      if (this.fail(error, 'read'))
        this.notify({ kind: 'error', text: faultText(faultOf(error, 'read'), this.localizer.t) })
    }
  }
}
