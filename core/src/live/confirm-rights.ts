import { isCrmError } from '../base/crm-error.ts'
import { hearsNothing, type LiveReader } from './hearing.ts'
import { type LiveConnection, nextAskMs } from './live-connection.ts'
import type { ChangedTenant, RightsWatch } from './rights-watch.ts'

export interface ConfirmOptions {
  readonly watch: RightsWatch
  /** Whatever is remembered of the rights of a tenant's actors is read anew from now on. */
  readonly forgetRights: (tenantId: string) => void
}

/** The open ones by tenant. */
export type Streams = ReadonlyMap<string, ReadonlySet<LiveConnection>>

/** What became of a stream whose reader was asked for again. */
export type Confirmed = 'same' | 'changed' | 'unknown' | 'revoked' | 'expired'

export interface ConfirmRights {
  /** Something the stamps do not show has changed in this tenant: teams of members. */
  suspect(tenantId: string): void
  /** Looks whether rights have changed in these tenants, and asks again for whom that may concern. */
  confirm(
    streams: Streams,
    tell: (connection: LiveConnection, what: Confirmed) => void,
  ): Promise<void>
  /** Nobody listens in any other tenant. */
  keep(tenantIds: ReadonlySet<string>): void
}

/** Identities are kept for 500 ms, roles for as long (kernel/identify.ts); a request that was under way adds what it took. */
const STALE_MS = 2_000
/** The pool of the requests serves these too. */
const AT_ONCE = 8

export function createConfirmRights({ watch, forgetRights }: ConfirmOptions): ConfirmRights {
  const suspects = new Set<string>()
  const changedAtMs = new Map<string, number>()

  return Object.freeze({
    suspect: (tenantId: string) => void suspects.add(tenantId),
    keep(tenantIds) {
      watch.keep(tenantIds)
      for (const tenantId of changedAtMs.keys())
        if (!tenantIds.has(tenantId)) changedAtMs.delete(tenantId)
    },
    async confirm(streams, tell) {
      for (const { tenantId, hasOtherFields } of await findChanged([...streams.keys()])) {
        forgetRights(tenantId)
        changedAtMs.set(tenantId, performance.now())
        for (const connection of streams.get(tenantId) ?? []) {
          connection.doubtful = true
          // Told to load anew, even with the rights they had.
          if (hasOtherFields) connection.regrouped = true
        }
      }
      const asked = [...streams.values()].flatMap((all) => [...all].filter(isDue))
      await atOnce(AT_ONCE, asked, async (connection) => tell(connection, await ask(connection)))
    },
  } satisfies ConfirmRights)

  async function findChanged(tenantIds: readonly string[]): Promise<readonly ChangedTenant[]> {
    const changed = await watch.changed(tenantIds)
    const known = new Set(changed.map(({ tenantId }) => tenantId))
    const suspected = tenantIds.filter((tenantId) => suspects.delete(tenantId))
    return [
      ...changed,
      ...suspected
        .filter((tenantId) => !known.has(tenantId))
        .map((tenantId) => ({ tenantId, hasOtherFields: false })),
    ]
  }

  /** One that has just come may have been identified before the last change was noticed. */
  function isDue({ doubtful, askAgainAtMs, openedAtMs, joining, tenantId }: LiveConnection) {
    const since = openedAtMs - (changedAtMs.get(tenantId) ?? 0)
    return doubtful || performance.now() > askAgainAtMs || (joining && since < STALE_MS)
  }

  async function ask(connection: LiveConnection): Promise<Confirmed> {
    connection.doubtful = true
    connection.askAgainAtMs = nextAskMs()
    let reader: LiveReader | undefined
    try {
      reader = await connection.request.identifyAgain()
    } catch (error) {
      // The database is busy, or gone: whatever the rights are, they are not known at the moment.
      if (!isCrmError(error) || (error.status !== 401 && error.status !== 403)) return 'unknown'
      return error.code.endsWith('_EXPIRED') ? 'expired' : 'revoked'
    }
    if (!reader || !isSame(reader, connection.reader)) return 'revoked'
    connection.doubtful = false
    const changed = connection.take(reader)
    if (hearsNothing(connection.hearing)) return 'revoked'
    return changed ? 'changed' : 'same'
  }
}

function isSame({ actor: one }: LiveReader, { actor: other }: LiveReader): boolean {
  return one.tenantId === other.tenantId && one.kind === other.kind && one.id === other.id
}

async function atOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const item of left) await work(item)
    }),
  )
}
