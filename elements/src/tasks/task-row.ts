import { html, nothing, type TemplateResult } from 'lit'

import type { Rec } from '../client/record.ts'
import type { Localizer } from '../i18n/localizer.ts'
import { isMessageKey } from '../i18n/table.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { activityIcon } from '../timeline/activity-icon.ts'
import { dayIn, daysBetween, type PlainDay } from './plain-day.ts'
import { dueDay, type TaskGroup } from './task-groups.ts'

export interface TaskRowView {
  readonly localizer: Localizer
  readonly task: Rec
  readonly group: TaskGroup
  readonly timeZone: string
  readonly nowMs: number
  readonly mayChange: boolean
  readonly owner: string | undefined
  /** Titles of the records it is about, as far as they are known. */
  readonly about: readonly {
    readonly entity: string
    readonly id: string
    readonly title: string
  }[]
  readonly toggle: (event: Event) => void
  readonly open: () => void
  readonly openAbout: (entity: string, id: string) => void
  readonly changeDue: (event: Event) => void
  readonly assign: (event: Event) => void
}

/** One task: ticked off in a press, named, dated, somebody's. */
export function taskRow(view: TaskRowView): TemplateResult {
  const { localizer, task, about, mayChange, group } = view
  const { t } = localizer
  const name = nameOf(task, t)
  const isDone = task['status'] !== 'open'
  return html`<li class="task ${isDone ? 'is-done' : ''}" part="item" data-record-id=${task.id}>
    <input
      type="checkbox"
      class="check round"
      part="checkbox"
      data-control="done"
      aria-label=${t('tasks.toggle', { name })}
      .checked=${isDone}
      ?disabled=${!mayChange}
      @click=${view.toggle}
    />
    <div class="task-main">
      <span class="task-title">
        ${
          task['kind'] === 'task'
            ? nothing
            : html`<span class="task-kind" title=${kindName(task, t)}
                >${activityIcon(String(task['kind']))}</span
              >`
        }
        <button type="button" class="task-open" data-control="open" @click=${view.open}>
          <bdi>${name}</bdi>
        </button>
        ${
          task['priority'] === 'high'
            ? html`<span class="task-flag" role="img" aria-label=${t('tasks.high')}
                >${activityIcon('flag')}</span
              >`
            : nothing
        }
      </span>
      ${
        about.length === 0
          ? nothing
          : html`<span class="task-about"
              >${about.map(
                ({ entity, id, title }) =>
                  html`<button
                    type="button"
                    class="task-link"
                    @click=${() => {
                      view.openAbout(entity, id)
                    }}
                  >
                    <bdi>${title}</bdi>
                  </button>`,
              )}</span
            >`
      }
    </div>
    ${dueButton(view, name)} ${group === 'done' ? nothing : ownerButton(view, name)}
  </li>`
}

export function nameOf(task: Rec, t: Localizer['t']): string {
  return typeof task['subject'] === 'string' && task['subject'] !== ''
    ? task['subject']
    : kindName(task, t)
}

function kindName(task: Rec, t: Localizer['t']): string {
  const key = `timeline.kind.${String(task['kind'])}`
  return isMessageKey(key) ? t(key) : String(task['kind'])
}

function dueButton(view: TaskRowView, name: string): TemplateResult {
  const { localizer, task, group, mayChange } = view
  const { t } = localizer
  const date = dueText(view)
  const repeats = repeatText(task, t)
  const content = html`${
      repeats === undefined
        ? nothing
        : html`<span class="task-repeat" role="img" aria-label=${repeats} title=${repeats}
            >${activityIcon('repeat')}</span
          >`
    }<span>${date ?? t('tasks.dueNone')}</span>`
  if (!mayChange || group === 'done')
    return html`<span class="task-due ${group}" part="due"
      >${date === undefined ? nothing : content}</span
    >`
  const shown = date ?? t('tasks.dueNone')
  return html`<button
    type="button"
    class="task-due ${group}"
    part="due"
    data-control="due"
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label=${t('tasks.changeDue', { name, date: repeats === undefined ? shown : `${shown}, ${repeats}` })}
    @click=${view.changeDue}
  >
    ${content}
  </button>`
}

function ownerButton(view: TaskRowView, name: string): TemplateResult {
  const { localizer, task, owner, mayChange } = view
  const { t } = localizer
  const face =
    owner === undefined
      ? icon('person')
      : avatar(owner, { seed: String(task['ownerId']), size: 'small' })
  if (!mayChange) return html`<span class="task-owner" title=${owner ?? ''}>${face}</span>`
  return html`<button
    type="button"
    class="task-owner"
    data-control="owner"
    aria-haspopup="menu"
    aria-expanded="false"
    title=${owner ?? nothing}
    @click=${view.assign}
  >
    <span class="visually-hidden"
      >${t('tasks.assign', { name, owner: owner ?? t('tasks.nobody') })}</span
    >
    ${face}
  </button>`
}

/** Today, tomorrow, Monday, 12 December; with the time when it has one. */
function dueText({ localizer, task, timeZone, nowMs }: TaskRowView): string | undefined {
  const day = dueDay(task, timeZone)
  if (day === undefined) return undefined
  const word = dayWord(localizer, day, dayIn(nowMs, timeZone))
  if (task['allDay'] === true) return word
  const time = new Intl.DateTimeFormat(localizer.locale, { timeStyle: 'short', timeZone })
  return `${word}, ${time.format(new Date(String(task['dueAt'])))}`
}

export function dayWord({ t, locale }: Localizer, day: PlainDay, today: PlainDay): string {
  const distance = daysBetween(today, day)
  if (distance === 0) return t('tasks.dueToday')
  if (distance === 1) return t('tasks.dueTomorrow')
  if (distance === -1) return t('tasks.dueYesterday')
  const isNear = distance > 0 && distance < 7
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    ...(isNear ? { weekday: 'long' } : { day: 'numeric', month: 'short' }),
    ...(isNear || day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  })
  return format.format(new Date(`${day}T00:00:00Z`))
}

/** "Every 2 weeks"; a rule that says more is a repetition and no more. */
function repeatText({ recurrence }: Rec, t: Localizer['t']): string | undefined {
  if (typeof recurrence !== 'string') return undefined
  const parts = new Map(recurrence.split(';').map((part) => part.split('=') as [string, string]))
  const key = `tasks.repeat.${parts.get('FREQ') ?? ''}`
  if (!isMessageKey(key)) return t('tasks.repeats')
  return t(key, { count: Number(parts.get('INTERVAL') ?? 1) })
}
