import type { Change } from '../changes/change.ts'

/** Events of plugins that the feed may tell, by name. */
export type LiveEvents = ReadonlyMap<string, LiveEvent>

export interface LiveEvent {
  /** Whoever hears of it holds this one, besides reading the record it is about. */
  readonly permission: string | undefined
}

/** Whether a change of the log is one of those that are told, to whomever: a record's, or such an event with an address. */
export function isTold({ action, entity, recordId, name }: Change, events: LiveEvents): boolean {
  if (recordId === null || action === 'job') return false
  return action === 'event' ? events.has(name) : entity !== null
}

/** An event for one member, whose id stands in the place of a record's. */
export function isForMember({ action, entity }: Change): boolean {
  return action === 'event' && entity === null
}
