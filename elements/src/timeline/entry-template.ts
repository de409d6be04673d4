import { html, nothing, type TemplateResult } from 'lit'

import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Values } from '../fields/field-path.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { isMessageKey } from '../i18n/table.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { type BeforeAfter, changedFields, changeFields } from '../record/change-fields.ts'
import { activityIcon } from './activity-icon.ts'
import { partsOf } from './mentions.ts'
import { isActivity, type TimelineEntry } from './timeline-entry.ts'

/** Where an entry stands among those that are known. */
export interface EntryPlace {
  /** From 1. */
  readonly position: number
  /** -1 while there are more than are known. */
  readonly size: number
  /** The name of the day that begins with it. */
  readonly day: string | undefined
}

export interface EntryView extends EntryPlace {
  readonly context: FieldContext
  /** Of the record the timeline is about: for the words of its changes. */
  readonly info: EntityInfo | undefined
  readonly entry: TimelineEntry
  readonly hasMenu: boolean
  /** In place of its body: the editor, or the question before it is deleted. */
  readonly inPlace: TemplateResult | undefined
  readonly open: () => void
  readonly menu: (event: Event) => void
}

/** One entry: who did what, when, and what was said. */
export function entryTemplate(view: EntryView): TemplateResult {
  const { context, entry, position, size, day } = view
  const { t, format } = context
  const who = entry.actor?.name ?? t('timeline.someone')
  const isChange = entry.kind === 'change'
  const id = `entry-${entry.id}`
  return html`<article
    class="entry ${isChange ? 'quiet' : 'said'}"
    part="item"
    id=${id}
    tabindex="0"
    data-record-id=${entry.id}
    aria-posinset=${position}
    aria-setsize=${size}
    aria-labelledby="${id}-line"
    aria-describedby=${isChange || !entry.body ? nothing : `${id}-body`}
  >
    ${day === undefined ? nothing : html`<div class="day" part="day"><span>${day}</span></div>`}
    <div class="entry-row">
      <span class="entry-icon" part="item-icon" data-kind=${entry.kind}
        >${isChange ? avatar(who, { seed: entry.actor?.id ?? who, size: 'small' }) : activityIcon(entry.kind)}</span
      >
      <div class="entry-main">
        <p class="entry-line" id="${id}-line">
          <strong><bdi>${who}</bdi></strong> ${deedOf(view)}
          <time
            class="muted"
            part="item-meta"
            datetime=${entry.at}
            title=${format.dateTime(entry.at)}
            >${format.time(entry.at)}</time
          >
          ${
            typeof entry.data['editedAt'] === 'string'
              ? html`<span class="muted">· ${t('timeline.edited')}</span>`
              : nothing
          }
        </p>
        ${view.inPlace ?? contentOf(view, id)}
      </div>
      ${
        view.hasMenu
          ? html`<button
              type="button"
              class="button ghost icon-only small entry-menu"
              data-control="menu"
              aria-haspopup="menu"
              aria-expanded="false"
              aria-label=${t('timeline.actions', { name: nameOf(view) })}
              @click=${view.menu}
            >
              ${icon('more')}
            </button>`
          : nothing
      }
    </div>
  </article>`
}

/** What the entry is called: its subject, else its kind. */
export function nameOf({ entry, context: { t } }: Pick<EntryView, 'entry' | 'context'>): string {
  if (isActivity(entry) && entry.title !== '') return entry.title
  const key = `timeline.kind.${entry.kind}`
  return isMessageKey(key) ? t(key) : entry.title
}

function deedOf({ context, info, entry }: EntryView): string {
  const { t, format } = context
  if (entry.kind === 'change') {
    const name = info?.label.one.toLowerCase() ?? ''
    const action = entry.data['action']
    if (action === 'updated' && info) {
      const fields = changedFields(info, entry.data as unknown as BeforeAfter)
      return t('timeline.updated', { names: format.list(fields.map(({ label }) => label)) })
    }
    const key = `timeline.${String(action)}`
    return isMessageKey(key) ? t(key, { name }) : entry.title
  }
  const key = `timeline.did.${entry.kind}`
  return isMessageKey(key) ? t(key) : entry.title
}

function contentOf(view: EntryView, id: string): unknown {
  const { context, info, entry } = view
  if (entry.kind === 'change') {
    if (!info || entry.data['action'] !== 'updated') return nothing
    const change = entry.data as unknown as BeforeAfter
    return changeFields(change, changedFields(info, change), context, {
      before: context.t('timeline.before'),
      after: context.t('timeline.after'),
      masked: context.t('timeline.masked'),
    })
  }
  // The first line of a note stands in for a subject it has not: once is enough.
  const repeats = (entry.body ?? '').startsWith(entry.title.replace(/…$/, ''))
  const hasTitle = isActivity(entry) && entry.title !== '' && !repeats
  const facts = isActivity(entry) ? factsOf(context, entry.data) : []
  if (!hasTitle && !entry.body && facts.length === 0) return nothing
  return html`<div class="card">
    ${
      hasTitle
        ? html`<button type="button" class="card-title" data-control="open" @click=${view.open}>
            <bdi>${entry.title}</bdi>
          </button>`
        : nothing
    }
    ${entry.body ? html`<div class="card-body" part="item-body" id="${id}-body" dir="auto">${bodyOf(entry.body)}</div>` : nothing}
    ${facts.length === 0 ? nothing : html`<p class="facts">${facts}</p>`}
  </div>`
}

function bodyOf(body: string): unknown {
  return partsOf(body).map(({ text, isMention }) =>
    isMention ? html`<span class="mention">${text}</span>` : text,
  )
}

function factsOf({ t, format }: FieldContext, data: Values): TemplateResult[] {
  const facts: TemplateResult[] = []
  const { status, dueAt, dueOn, allDay, location, outcome } = data
  const add = (text: string, look = ''): void => {
    facts.push(html`<span class="fact ${look}">${text}</span>`)
  }
  if (status === 'done' && typeof dueAt === 'string') add(t('timeline.done'), 'done')
  if (status === 'cancelled') add(t('timeline.cancelled'))
  if (status === 'open' && typeof dueAt === 'string') {
    const date =
      allDay === true && typeof dueOn === 'string' ? format.date(dueOn) : format.dateTime(dueAt)
    const isLate = Date.parse(dueAt) < Date.now() && allDay !== true
    add(t('timeline.due', { date }), isLate ? 'late' : '')
  }
  for (const value of [location, outcome]) if (typeof value === 'string') add(value)
  return facts
}
