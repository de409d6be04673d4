import { html, nothing, type TemplateResult } from 'lit'

import type { Localizer } from '../i18n/localizer.ts'
import { avatar } from '../primitives/avatar.ts'
import { activityIcon } from '../timeline/activity-icon.ts'
import type { CrmNotification } from './notification-source.ts'

export interface NotificationView {
  readonly localizer: Localizer
  readonly one: CrmNotification
  readonly open: () => void
  readonly mark: () => void
}

/** One line of what happened, what was said, and when. */
export function notificationItem({ localizer, one, open, mark }: NotificationView): TemplateResult {
  const { t, format } = localizer
  const { id, by, comment, activity, at, readAt } = one
  const isUnread = readAt === null
  return html`<li class="item ${isUnread ? 'unread' : ''}" part="item" data-record-id=${id}>
    <button
      type="button"
      class="item-open"
      data-control="open"
      aria-disabled=${one.record === null ? 'true' : nothing}
      @click=${open}
    >
      <span class="face"
        >${
          by
            ? avatar(by.name ?? undefined, { seed: by.memberId })
            : html`<span class="face-icon">${activityIcon('bell')}</span>`
        }</span
      >
      <span class="item-main">
        ${isUnread ? html`<span class="visually-hidden">${t('notifications.isUnread')}:</span>` : nothing}
        <span class="item-line"><bdi>${textOf(one, localizer)}</bdi></span>
        ${comment ? html`<span class="item-excerpt" dir="auto">${comment.excerpt}</span>` : nothing}
        <span class="item-time">
          <time datetime=${at} title=${format.dateTime(at)}>${format.relative(at)}</time>
          ${
            activity?.dueAt
              ? html`<span
                  >· ${t('notifications.due', { date: format.dateTime(activity.dueAt) })}</span
                >`
              : nothing
          }
        </span>
      </span>
    </button>
    <button
      type="button"
      class="item-mark"
      data-control="mark"
      title=${t(isUnread ? 'notifications.read' : 'notifications.unreadAgain')}
      @click=${mark}
    >
      <span class="visually-hidden"
        >${t(isUnread ? 'notifications.read' : 'notifications.unreadAgain')}:
        ${textOf(one, localizer)}</span
      >
      <span class="dot" aria-hidden="true"></span>
    </button>
  </li>`
}

function textOf({ kind, by, record, activity }: CrmNotification, { t }: Localizer): string {
  if (record === null) return t('notifications.hidden')
  const subject = activity?.subject
  return t(`notifications.${kind}`, {
    who: by?.name ?? t('notifications.someone'),
    what: record.title ?? t('notifications.aRecord'),
    activity: subject ? `“${subject}”` : t('notifications.anActivity'),
  })
}
