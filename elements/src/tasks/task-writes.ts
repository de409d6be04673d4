import type { ElementVoice } from '../base/element-voice.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import type { Rec } from '../client/record.ts'
import { faultText } from '../primitives/panels.ts'
import type { TypedTask } from './due-words.ts'
import { dayIn, instantOf, type PlainDay, timeIn } from './plain-day.ts'
import { dayWord, nameOf } from './task-row.ts'

export interface TaskWritesHost {
  readonly crm: () => CrmClient | undefined
  readonly zone: () => string
  /** `contact:0190…`: what a new task is about. */
  readonly link: () => string | undefined
  /** Which tasks are shown is for the server to say. */
  readonly look: () => Promise<void>
}

/** What is written from a list of tasks: shown at once, told, and taken back when it is refused. */
export class TaskWrites {
  readonly #voice: ElementVoice
  readonly #host: TaskWritesHost

  constructor(voice: ElementVoice, host: TaskWritesHost) {
    this.#voice = voice
    this.#host = host
  }

  /** Why it was refused; undefined when it is stored, or the host did not want it. */
  async create({ subject, day, time }: TypedTask): Promise<string | undefined> {
    const { t } = this.#voice.localizer()
    const crm = this.#host.crm()
    if (!crm) return t('error.network')
    const link = this.#host.link()
    const timeZone = this.#host.zone()
    const data = {
      ...{ kind: 'task', subject },
      ...(link === undefined ? {} : { links: [link] }),
      ...(day === undefined
        ? {}
        : { dueAt: instantOf(day, time, timeZone), allDay: time === undefined, timeZone }),
    }
    const { proceed } = await this.#voice.askHost('task-create', { data })
    if (!proceed) return undefined
    try {
      const { id } = await crm.records.create('activity', data)
      await this.#host.look()
      this.#voice.announce(t('tasks.added', { name: subject }))
      this.#voice.emit('crm-task-create', { id })
      return undefined
    } catch (error) {
      this.#voice.fail(error, 'create')
      return faultText(faultOf(error, 'create'), t)
    }
  }

  /** To another day, at the same time of its clock; undefined: due on none. */
  async move(task: Rec, day: PlainDay | undefined): Promise<void> {
    const timeZone = this.#host.zone()
    const localizer = this.#voice.localizer()
    const name = nameOf(task, localizer.t)
    if (day === undefined) {
      const nothing = { dueAt: null, endAt: null, reminder: null, recurrence: null }
      if (await this.write(task, nothing))
        this.#voice.announce(localizer.t('tasks.unmoved', { name }))
      return
    }
    if (!(await this.write(task, movedTo(task, day, timeZone)))) return
    const date = dayWord(localizer, day, dayIn(Date.now(), timeZone))
    this.#voice.announce(localizer.t('tasks.moved', { name, date }))
  }

  async assign(task: Rec, ownerId: string, owner: string): Promise<void> {
    const { t } = this.#voice.localizer()
    if (!(await this.write(task, { ownerId }))) return
    this.#voice.announce(t('tasks.assigned', { name: nameOf(task, t), owner }))
    await this.#host.look()
  }

  /** False when it was refused; that is told. */
  async write(task: Rec, patch: Readonly<Record<string, unknown>>): Promise<boolean> {
    try {
      await this.#host.crm()?.records.update('activity', task.id, patch)
      return true
    } catch (error) {
      this.refused(error, 'save')
      return false
    }
  }

  refused(error: unknown, source: string): void {
    if (!this.#voice.fail(error, source)) return
    const text = faultText(faultOf(error, source), this.#voice.localizer().t)
    this.#voice.notify({ kind: 'error', text })
  }
}

/** The end goes along with the beginning. */
function movedTo({ dueAt, endAt, allDay }: Rec, day: PlainDay, timeZone: string) {
  const time = typeof dueAt === 'string' && allDay !== true ? timeIn(dueAt, timeZone) : undefined
  const moved = instantOf(day, time, timeZone)
  const patch = { dueAt: moved, timeZone, allDay: time === undefined }
  if (typeof dueAt !== 'string' || typeof endAt !== 'string') return patch
  const length = Date.parse(endAt) - Date.parse(dueAt)
  return { ...patch, endAt: new Date(Date.parse(moved) + length).toISOString() }
}
