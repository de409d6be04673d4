import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import { eventText, type PlacedChange, type Sight } from './event-text.ts'
import type { LiveConnection } from './live-connection.ts'
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

  return { chunkFor }

  function chunkFor(connection: LiveConnection, after?: Position): Chunk | undefined {
    const { shape } = connection
    if (shape === undefined || after !== undefined) return build(connection, after)
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
    { reaches, request, reader }: LiveConnection,
    sent: PlacedChange,
    at: number,
  ): string | undefined {
    const { entity: name, recordId } = sent.change
    const reach = reaches.get(name ?? '')
    if (!reach || name === null || recordId === null) return undefined
    if (request.ids && !request.ids.has(recordId)) return undefined
    const sight = sightOf(reach, sent.change, owners.get(name))
    return sight && textOf(sent, at, sight, name, reader.rights)
  }

  function textOf(
    sent: PlacedChange,
    at: number,
    sight: Sight,
    name: string,
    rights: LiveConnection['reader']['rights'],
  ): string | undefined {
    const known = texts[at]
    const key = `${sight} ${rights.key}`
    if (known?.has(key)) return known.get(key)
    const text = eventText(sent, sight, { entity: registry.get(name), rights, fields })
    known?.set(key, text)
    return text
  }
}
