import type { Rec } from '../client/record.ts'
import { dayIn, type PlainDay } from './plain-day.ts'

export type TaskGroup = 'overdue' | 'today' | 'upcoming' | 'undated' | 'done'

export const GROUPS: readonly TaskGroup[] = ['overdue', 'today', 'upcoming', 'undated', 'done']

/** By the days of a zone; an all-day one is due on its day wherever one is, one with a time is late the moment it has passed. */
export function groupOf(task: Rec, nowMs: number, timeZone: string): TaskGroup {
  if (task['status'] !== 'open') return 'done'
  const day = dueDay(task, timeZone)
  if (day === undefined) return 'undated'
  const today = dayIn(nowMs, timeZone)
  const isPast = task['allDay'] !== true && Date.parse(String(task['dueAt'])) < nowMs
  if (day < today || isPast) return 'overdue'
  return day === today ? 'today' : 'upcoming'
}

/** The day it is due, as its reader's calendar has it. */
export function dueDay(task: Rec, timeZone: string): PlainDay | undefined {
  const { dueAt, dueOn, allDay } = task
  if (typeof dueAt !== 'string') return undefined
  return allDay === true && typeof dueOn === 'string' ? (dueOn as PlainDay) : dayIn(dueAt, timeZone)
}

/** By due time, then by when they were made; what is done, the last first. */
export function inOrder(a: Rec, b: Rec): number {
  if (a['status'] !== 'open' && b['status'] !== 'open')
    return compare(b['completedAt'], a['completedAt'])
  return compare(timeOf(a), timeOf(b)) || compare(a['createdAt'], b['createdAt'])
}

function timeOf({ dueAt }: Rec): number {
  return typeof dueAt === 'string' ? Date.parse(dueAt) : Infinity
}

function compare(a: unknown, b: unknown): number {
  const [one, other] = [a ?? '', b ?? ''] as [string, string]
  return one < other ? -1 : one > other ? 1 : 0
}
