import type { Change } from '../changes/change.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { ReadRights } from '../entities/reader/readable.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import { changeText, eventText, type PlacedChange, type Sight } from './event-text.ts'
import { type Hearing, listensTo, type LiveReader } from './hearing.ts'
import type { LiveConnection } from './live-connection.ts'
import { isForMember } from './live-events.ts'
import { isAfter, type Position } from './position.ts'
import { type Owners, sightOf } from './reach.ts'

/** What of a batch goes to one stream, in one piece. */
export interface Chunk {
  readonly bytes: Buffer
  readonly events: number
}

/** Some changes of one tenant on their way to its streams: each text is made once for equal rights, each piece once for equal streams. */
export interface TenantBatch {
  /** Undefined when there is nothing in it for this stream. With `after`, only of changes behind that place. */
  chunkFor(connection: LiveConnection, after?: Position): Chunk | undefined
}

export function createTenantBatch(options: {
  registry: EntityRegistry
  changes: readonly PlacedChange[]
  /** By entity; missing where no stream of the tenant asks for owners. */
  owners: ReadonlyMap<string, Owners>
  fields: TenantFields | undefined
}): TenantBatch {
  const { registry, changes, owners, fields } = options
  const chunks = new Map<string, Chunk | undefined>()
  const texts = changes.map(() => new Map<string, string | undefined>())
  /** Members whom something in it is for alone. */
  const addressees = new Set(
    changes.filter(({ change }) => isForMember(change)).map(({ change }) => change.recordId),
  )

  return { chunkFor }

  function chunkFor(connection: LiveConnection, after?: Position): Chunk | undefined {
    const { shape } = connection.hearing
    const isLikeOthers = shape !== undefined && !addressees.has(connection.reader.actor.memberId)
    if (!isLikeOthers || after !== undefined) return build(connection, after)
    if (!chunks.has(shape)) chunks.set(shape, build(connection, undefined))
    return chunks.get(shape)
  }

  function build(connection: LiveConnection, after: Position | undefined): Chunk | undefined {
    const pieces = changes.flatMap((change, at) =>
      after !== undefined && !isAfter(change.position, after)
        ? []
        : (textFor(connection, change, at) ?? []),
    )
    if (pieces.length === 0) return undefined
    return { bytes: Buffer.from(pieces.join('')), events: pieces.length }
  }

  function textFor(
    { hearing, request, reader }: LiveConnection,
    sent: PlacedChange,
    at: number,
  ): string | undefined {
    const { change } = sent
    if (!listensTo(hearing, request.asked, change)) return undefined
    const sight = sightFor(reader, hearing, change)
    return sight && textOf(sent, at, sight, reader.rights)
  }

  function sightFor(
    { actor }: LiveReader,
    { reaches }: Hearing,
    change: Change,
  ): Sight | undefined {
    if (isForMember(change)) return change.recordId === actor.memberId ? 'seen' : undefined
    const name = change.entity ?? ''
    const reach = reaches.get(name)
    return reach && sightOf(reach, change, owners.get(name))
  }

  function textOf(
    sent: PlacedChange,
    at: number,
    sight: Sight,
    rights: ReadRights,
  ): string | undefined {
    const known = texts[at]
    const key = `${sight} ${rights.key}`
    if (known?.has(key)) return known.get(key)
    const { action, entity } = sent.change
    const text =
      action === 'event'
        ? eventText(sent, rights)
        : changeText(sent, sight, { entity: registry.get(entity ?? ''), rights, fields })
    known?.set(key, text)
    return text
  }
}
