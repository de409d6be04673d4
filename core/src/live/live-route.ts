import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors as httpErrors } from '../http/errors.ts'
import type { Answer, Call, Route } from '../http/route.ts'
import { errors } from './errors.ts'
import { type Asked, hearingOf, hearsNothing, type LiveReader } from './hearing.ts'
import { decodeCursor } from './live-cursor.ts'
import type { LiveEvents } from './live-events.ts'
import type { LiveHub } from './live-hub.ts'
import type { Admit } from './live-limits.ts'
import { MOST_RECALL_MS } from './recent-places.ts'

export interface LiveRouteDeps {
  readonly registry: EntityRegistry
  readonly events: LiveEvents
  readonly hub: LiveHub
  readonly admit: Admit
  /** Whose call is it now? Undefined or a thrown 401 when it is nobody's any more. */
  readonly identifyAgain: (call: Call) => Promise<LiveReader | undefined>
}

const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

/** Nothing between us and the reader may keep events back: no cache, no compression (`no-transform`), no buffer of nginx. */
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** Changes of records, and events of plugins, as they are committed: server-sent events. */
export function createLiveRoute(deps: LiveRouteDeps): Route {
  return {
    method: 'GET',
    path: '/live',
    operationId: 'streamChanges',
    summary:
      'Hear of changes of records, and events of plugins, as they happen (server-sent events)',
    tag: 'Live',
    access: 'actor',
    embed: true,
    query: {
      entities: {
        type: 'string',
        pattern: '^([A-Za-z0-9]+(,[A-Za-z0-9]+)*)?$',
        maxLength: 2_000,
        description:
          'Names of entities, with commas between; default all you may read, empty for none. Those you may not read are not heard.',
        examples: ['contact,company'],
      },
      events: {
        type: 'string',
        pattern: '^([A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*)?$',
        maxLength: 2_000,
        description:
          'Names of events of plugins, with commas between; default, and empty, none. Those that are not loaded, and those you may not hear, are left out.',
        examples: ['comment.created,notification.created'],
      },
      ids: {
        type: 'string',
        pattern: `^${UUID}(,${UUID})*$`,
        // 100 ids and the commas between.
        maxLength: 3_699,
        description:
          'Only changes of these records, and events about them or for you: up to 100 ids, with commas between.',
      },
      recallMs: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_RECALL_MS,
        description:
          'Without `last-event-id`: begin with the changes of the last so many ms, because you have read that long ago what you show. `ready` then says `resumed` and `recalledMs`, if they could be told.',
      },
    },
    headers: {
      'last-event-id': {
        type: 'string',
        maxLength: 200,
        description: 'The last `id:` you were sent: what you missed since comes first.',
      },
    },
    responses: {
      200: {
        description:
          'Events without end: `ready`, `change`, `event`, `reset`, `end`, and a comment each 15 s. See the guide on the live feed.',
        contentType: 'text/event-stream',
        schema: { type: 'string' },
      },
    },
    handler: (call) => openStream(deps, call),
  }
}

function openStream(deps: LiveRouteDeps, call: Call): Answer {
  const { hub, admit, identifyAgain } = deps
  const { context, headers, signal } = call
  const { actor, rights, tenantId } = context
  const asked = askedBy(deps, call.query)
  if (hearsNothing(hearingOf(asked, { actor, rights })))
    throw httpErrors.FORBIDDEN({ permission: permissionFor(asked) })
  const leave = admit(actor)
  const lastId = headers['last-event-id']
  const stream = hub.open({
    actor,
    rights,
    asked,
    // A browser sends an empty one when it was told none.
    from:
      typeof lastId === 'string' && lastId !== ''
        ? (decodeCursor({ tenantId, rightsKey: rights.key }, lastId) ?? 'lost')
        : undefined,
    recallMs: call.query['recallMs'] as number | undefined,
    identifyAgain: () => identifyAgain(call),
  })
  stream.once('close', leave)
  // Who went away before the answer began leaves a stream that nobody reads.
  const cut = () => stream.destroy()
  if (signal.aborted) cut()
  else signal.addEventListener('abort', cut, { once: true })
  return { status: 200, headers: HEADERS, body: stream }
}

function askedBy({ registry, events: all }: LiveRouteDeps, query: Call['query']): Asked {
  const { entities, events, ids } = query as Partial<Record<'entities' | 'events' | 'ids', string>>
  const wanted = new Set(events?.split(','))
  return {
    entities: chosenEntities(registry, entities),
    events: new Map([...all].filter(([name]) => wanted.has(name))),
    known: [...registry.entities.values()],
    ids: ids === undefined ? undefined : new Set(ids.toLowerCase().split(',')),
  }
}

/** One that would open the stream. */
function permissionFor({ entities, events }: Asked): string {
  const [entity] = entities
  const [event] = events.values()
  return entity ? `${entity.name}.read` : (event?.permission ?? '*.read')
}

function chosenEntities(registry: EntityRegistry, names: string | undefined): readonly Entity[] {
  const all = registry.entities
  if (names === undefined) return [...all.values()]
  const wanted = [...new Set(names.split(','))].filter((name) => name !== '')
  const unknown = wanted.filter((name) => !all.has(name))
  if (unknown.length > 0)
    throw errors.LIVE_ENTITY_UNKNOWN({
      unknown: unknown.join(', '),
      known: [...all.keys()].join(', '),
    })
  return wanted.map((name) => registry.get(name))
}
