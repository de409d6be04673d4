import { AsyncLocalStorage } from 'node:async_hooks'

import type { ClientBase } from 'pg'

/** The transaction that surrounds the running code; nested `transaction()` calls get a level of their own. */
export interface AmbientTransaction {
  readonly tenantId: string
  readonly client: ClientBase
  /** 0 for the outermost, then one more for each savepoint. */
  readonly depth: number
  /** Runs after the outermost commit. */
  readonly afterCommit: (() => void)[]
  /** Tail of the queue of nested transactions: savepoints of siblings must not interleave on one connection. */
  nested: Promise<unknown>
}

/** The one piece of module state: AsyncLocalStorage itself is shared, each TenantDb makes its own store. */
export type AmbientStore = AsyncLocalStorage<AmbientTransaction>

export function createAmbientStore(): AmbientStore {
  return new AsyncLocalStorage<AmbientTransaction>()
}
