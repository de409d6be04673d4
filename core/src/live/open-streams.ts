import type { LiveConnection } from './live-connection.ts'

/** The open streams of this process, by tenant. */
export interface OpenStreams {
  readonly byTenant: ReadonlyMap<string, ReadonlySet<LiveConnection>>
  readonly count: number
  add(connection: LiveConnection): void
  /** Once; hears of the last one's going through `onEmpty`. */
  remove(connection: LiveConnection): void
  has(connection: LiveConnection): boolean
  all(): LiveConnection[]
  of(tenantId: string): LiveConnection[]
}

export function createOpenStreams(onEmpty: () => void): OpenStreams {
  const byTenant = new Map<string, Set<LiveConnection>>()
  let count = 0

  return {
    byTenant,
    get count() {
      return count
    },
    add(connection) {
      const { tenantId } = connection
      byTenant.set(tenantId, (byTenant.get(tenantId) ?? new Set()).add(connection))
      count++
    },
    remove(connection) {
      const { tenantId } = connection
      const others = byTenant.get(tenantId)
      if (!others?.delete(connection)) return
      if (others.size === 0) byTenant.delete(tenantId)
      if (--count === 0) onEmpty()
    },
    has: (connection) => byTenant.get(connection.tenantId)?.has(connection) ?? false,
    all: () => [...byTenant.values()].flatMap((connections) => [...connections]),
    of: (tenantId) => [...(byTenant.get(tenantId) ?? [])],
  }
}
