import { heartbeatText, readyText } from './event-text.ts'
import type { LiveConnection } from './live-connection.ts'
import type { LookBack, LookBackBetween } from './look-back.ts'
import type { MakeBatch } from './make-batch.ts'
import { isAfter, type Position } from './position.ts'
import { movesTeams } from './reach.ts'
import { isTooMuch } from './telling.ts'
import type { Chunk, TenantBatch } from './tenant-batch.ts'

/** What a stream is sent when it becomes part of the feed. */
export interface Joined {
  readonly connection: LiveConnection
  readonly chunks: readonly Chunk[]
  /** What happened since cannot be told: the reader has to load anew. */
  readonly missed: boolean
}

/** Brings streams up to `to`, where the feed is. */
export type Joining = (
  waiting: readonly LiveConnection[],
  to: Position,
) => Promise<readonly Joined[]>

/** What the log says of the time between. */
interface Seen extends Pick<LookBack, 'floor'> {
  readonly batches: ReadonlyMap<string, TenantBatch>
  /** Where teams were last changed: since then who sees the records of some owners alone may see those of others. */
  readonly moves: ReadonlyMap<string, Position | undefined>
}

export interface JoiningOptions {
  readonly lookBack: LookBackBetween
  /** The id the next transaction gets: a place behind it is not of this database. */
  readonly nextXid: () => Promise<bigint>
  readonly makeBatch: MakeBatch
  readonly heartbeatMs: number
}

export function createJoining({
  lookBack,
  nextXid,
  makeBatch,
  heartbeatMs,
}: JoiningOptions): Joining {
  return async (waiting, to) => {
    const resuming = waiting.flatMap(({ from }) => (typeof from === 'object' ? [from] : []))
    const behind = resuming.filter((from) => isAfter(to, from))
    const seen = behind.length > 0 ? await lookAt(waiting, earliest(behind), to) : undefined
    const limit = resuming.some((from) => isAfter(from, to)) ? await nextXid() : 0n
    return waiting.map((connection) => {
      const { from } = connection
      if (from === undefined) return begin(connection, to)
      if (from === 'lost') return beginAnew(connection, to)
      if (!isAfter(from, to)) return goOn(connection, from, to, seen)
      if (from.xid >= limit) return beginAnew(connection, to)
      connection.ahead = from
      return { connection, chunks: greeting(connection, from, true), missed: false }
    })
  }

  async function lookAt(
    waiting: readonly LiveConnection[],
    after: Position,
    to: Position,
  ): Promise<Seen> {
    const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
    const { changes, floor } = await lookBack([...byTenant.keys()], after, to)
    const batches = await Promise.all(
      [...changes].map(
        async ([tenantId, some]) =>
          [tenantId, await makeBatch(tenantId, some, byTenant.get(tenantId) ?? [])] as const,
      ),
    )
    const moves = [...changes].map(
      ([tenantId, some]) =>
        [tenantId, some.findLast(({ change }) => movesTeams(change))?.position] as const,
    )
    return { floor, batches: new Map(batches), moves: new Map(moves) }
  }

  function begin(connection: LiveConnection, to: Position): Joined {
    return { connection, chunks: greeting(connection, to, false), missed: false }
  }

  function beginAnew(connection: LiveConnection, to: Position): Joined {
    return { ...begin(connection, to), missed: true }
  }

  function goOn(
    connection: LiveConnection,
    from: Position,
    to: Position,
    seen: Seen | undefined,
  ): Joined {
    if (seen?.floor && isAfter(seen.floor, from)) return beginAnew(connection, to)
    const move = seen?.moves.get(connection.tenantId)
    if (move && isAfter(move, from) && connection.hearing.readsSome)
      return beginAnew(connection, to)
    const missed = seen?.batches.get(connection.tenantId)?.chunkFor(connection, from)
    if (missed && isTooMuch(missed)) return beginAnew(connection, to)
    // The place moves on to `to` only behind what was missed.
    const here = chunk(heartbeatText(connection.cursorAt(to)))
    const chunks = [...greeting(connection, from, true), ...(missed ? [missed] : []), here]
    return { connection, chunks, missed: false }
  }

  /** Once a stream: one that was held back goes on without a word. */
  function greeting(connection: LiveConnection, at: Position, resumed: boolean): Chunk[] {
    if (connection.greeted) return []
    const [entities, events] = [[...connection.hearing.entities], [...connection.hearing.events]]
    const recalledMs = resumed ? connection.recalledMs : undefined
    const about = { entities, events, heartbeatMs, resumed, recalledMs }
    return [chunk(readyText(connection.cursorAt(at), about))]
  }
}

function chunk(text: string): Chunk {
  return { bytes: Buffer.from(text), events: 0 }
}

function earliest(positions: readonly Position[]): Position {
  return positions.reduce((one, other) => (isAfter(one, other) ? other : one))
}
