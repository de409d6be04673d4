import type { Change } from '../changes/change.ts'
import type { Entity } from '../entities/entity.ts'
import type { Actor } from '../identity/actor.ts'
import type { Rights } from '../identity/rights.ts'
import { isForMember, type LiveEvents } from './live-events.ts'
import { type Reach, reachOf } from './reach.ts'

/** Who reads, and with what rights. */
export interface LiveReader {
  readonly actor: Actor
  readonly rights: Rights
}

/** What they ask to hear. */
export interface Asked {
  /** Those whose changes are told. */
  readonly entities: readonly Entity[]
  /** Events of plugins. */
  readonly events: LiveEvents
  /** All entities there are: an event may be about a record of any. */
  readonly known: readonly Entity[]
  /** Only what is about these records, and what is for the reader alone; undefined for all. */
  readonly ids: ReadonlySet<string> | undefined
}

/** What of it they hear, with the rights they have now. */
export interface Hearing {
  readonly entities: ReadonlySet<string>
  readonly events: ReadonlySet<string>
  /** Which records, of each entity whose changes or events are heard. */
  readonly reaches: ReadonlyMap<string, Reach>
  /** Hears of the records of some owners alone, as teams are now or as they were. */
  readonly readsSome: boolean
  readonly readsTeams: boolean
  /** Equal for streams that are sent the very same, but for what is for one member; undefined for one that is not like any other. */
  readonly shape: string | undefined
}

export function hearingOf(asked: Asked, { actor, rights }: LiveReader): Hearing {
  const allowed = [...asked.events].filter(
    ([, { permission }]) => permission === undefined || rights.scope(permission) !== undefined,
  )
  const events = allowed.map(([name]) => name)
  const reaches = new Map<string, Reach>()
  for (const entity of events.length > 0 ? asked.known : asked.entities) {
    const reach = reachOf(entity, actor, rights)
    if (reach) reaches.set(entity.name, reach)
  }
  const entities = asked.entities.map(({ name }) => name).filter((name) => reaches.has(name))
  const some = [...reaches.values()].filter((reach) => reach.kind === 'owners')
  const isPlain = asked.ids === undefined && some.length === 0
  return {
    entities: new Set(entities),
    events: new Set(events),
    reaches,
    readsSome: some.length > 0,
    readsTeams: some.some(({ teamIds }) => teamIds.size > 0),
    shape: isPlain ? [rights.key, ...entities, ...events].join(' ') : undefined,
  }
}

export function hearsNothing({ entities, events }: Hearing): boolean {
  return entities.size === 0 && events.size === 0
}

/** Whether they listen to such a change at all; whether this one is theirs to hear is a question of their reach. */
export function listensTo({ entities, events }: Hearing, { ids }: Asked, change: Change): boolean {
  const { action, name, entity, recordId } = change
  if (!(action === 'event' ? events.has(name) : entities.has(entity ?? ''))) return false
  return ids === undefined || isForMember(change) || ids.has(recordId ?? '')
}
