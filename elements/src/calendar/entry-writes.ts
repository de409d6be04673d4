import type { ElementVoice } from '../base/element-voice.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { faultText } from '../primitives/panels.ts'
import { instantOf, type PlainDay, timeIn } from '../tasks/plain-day.ts'
import { dayText } from './calendar-days.ts'
import { type CalendarEntry, patchToMove, patchToStretch } from './calendar-entry.ts'
import type { NewEntry } from './calendar-panel.ts'
import { nameOf } from './entry-chip.ts'

export interface WritesHost {
  readonly crm: () => CrmClient | undefined
  readonly zone: () => string
  /** What is shown has one more. */
  readonly created: () => Promise<void>
}

/** What is written from a calendar: asked of the host, shown at once, told, and taken back when it is refused. */
export class EntryWrites {
  readonly #voice: ElementVoice
  readonly #host: WritesHost

  constructor(voice: ElementVoice, host: WritesHost) {
    this.#voice = voice
    this.#host = host
  }

  /** Why it was refused; undefined when it is stored, or the host did not want it. */
  async create({ subject, kind, day, time }: NewEntry): Promise<string | undefined> {
    const crm = this.#host.crm()
    const { t } = this.#voice.localizer()
    if (!crm) return t('error.network')
    if (subject === '') return t('calendar.needsSubject')
    const timeZone = this.#host.zone()
    const dueAt = instantOf(day, time, timeZone)
    const data = { kind, subject, dueAt, timeZone, allDay: time === undefined }
    const { proceed } = await this.#voice.askHost('activity-create', { data })
    if (!proceed) return undefined
    try {
      const { id } = await crm.records.create('activity', data)
      await this.#host.created()
      this.#voice.announce(t('calendar.added', { name: subject, date: this.#said(day) }))
      this.#voice.emit('crm-activity-create', { id, kind })
      return undefined
    } catch (error) {
      this.#voice.fail(error, 'create')
      return faultText(faultOf(error, 'create'), t)
    }
  }

  /** To a day, and a time of its clock; undefined: the same time. */
  readonly move = async (
    entry: CalendarEntry,
    day: PlainDay,
    time: string | undefined,
  ): Promise<void> => {
    const crm = this.#host.crm()
    if (!crm || (day === entry.day && (time ?? entry.time) === entry.time)) return
    const { t } = this.#voice.localizer()
    const patch = patchToMove(entry, day, time, this.#host.zone())
    const change = { id: entry.id, from: entry.record['dueAt'], to: patch['dueAt'] }
    const { proceed } = await this.#voice.askHost('activity-move', change)
    if (!proceed) return
    try {
      await crm.records.update('activity', entry.id, patch)
      this.#voice.announce(t('calendar.moved', { name: nameOf(entry, t), date: this.#said(day) }))
      this.#voice.emit('crm-activity-move', change)
    } catch (error) {
      this.#refused(error, 'move')
    }
  }

  /** To so many minutes. */
  readonly stretch = async (entry: CalendarEntry, minutes: number): Promise<void> => {
    const crm = this.#host.crm()
    const { t, format } = this.#voice.localizer()
    const patch = patchToStretch(entry, minutes)
    const change = { id: entry.id, from: entry.record['endAt'], to: patch['endAt'] }
    const { proceed } = await this.#voice.askHost('activity-resize', change)
    if (!crm || !proceed) return
    try {
      await crm.records.update('activity', entry.id, patch)
      const time = format.time(`${entry.day}T${timeIn(String(patch['endAt']), this.#host.zone())}`)
      this.#voice.announce(t('calendar.stretched', { name: nameOf(entry, t), time }))
      this.#voice.emit('crm-activity-resize', change)
    } catch (error) {
      this.#refused(error, 'resize')
    }
  }

  async done({ id }: CalendarEntry): Promise<void> {
    try {
      await this.#host.crm()?.records.update('activity', id, { status: 'done' })
    } catch (error) {
      this.#refused(error, 'save')
    }
  }

  #said(day: PlainDay): string {
    const { locale } = this.#voice.localizer()
    return dayText(day, locale, { weekday: 'long', day: 'numeric', month: 'long' })
  }

  #refused(error: unknown, source: string): void {
    if (!this.#voice.fail(error, source)) return
    const text = faultText(faultOf(error, source), this.#voice.localizer().t)
    this.#voice.notify({ kind: 'error', text })
    this.#voice.announce(text, 'assertive')
  }
}
