import { AsyncLocalStorage } from 'node:async_hooks'

import { LRUCache } from 'lru-cache'

import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import { compileFields } from './compile-fields.ts'
import type { FieldStore } from './field-store.ts'

/** The fields of tenants, from memory. */
export interface FieldsCache {
  /** At most a second old; a promise only when they are older or unknown. */
  readonly of: (tenantId: string) => TenantFields | Promise<TenantFields>
  /** Read now. */
  readonly refresh: (tenantId: string) => Promise<TenantFields>
  /** After a change in this process: nobody is answered with the old ones any more. */
  readonly forget: (tenantId: string) => void
}

/** Older ones are not used. */
const MAX_AGE_MS = 1_000
/** Older ones are still used while they are looked at anew, so that a busy tenant's requests never wait for them. */
const LOOK_AGAIN_MS = 500
/** A tenant of 50 fields takes some 100 KiB. */
const TENANTS = 2_000

interface Entry {
  fields: TenantFields
  /** When the reading that found them current began; monotonic. */
  readAtMs: number
}

export function createFieldsCache(
  store: Pick<FieldStore, 'read'>,
  now: () => number = () => performance.now(),
): FieldsCache {
  const entries = new LRUCache<string, Entry>({ max: TENANTS })
  const readings = new Map<string, Promise<TenantFields>>()
  // Not in the transaction of whoever happens to ask: the answer is for all, and must neither see what may be rolled back nor fail with it.
  const outside = AsyncLocalStorage.snapshot()

  return Object.freeze({ of, refresh, forget })

  function of(tenantId: string): TenantFields | Promise<TenantFields> {
    const entry = entries.get(tenantId)
    const ageMs = entry ? now() - entry.readAtMs : Infinity
    if (!entry || ageMs > MAX_AGE_MS) return reading(tenantId)
    // Whoever asks next, when it is too old, is told why it failed.
    if (ageMs > LOOK_AGAIN_MS) reading(tenantId).catch(() => undefined)
    return entry.fields
  }

  function refresh(tenantId: string): Promise<TenantFields> {
    forget(tenantId)
    return reading(tenantId)
  }

  /** A reading under way began before the change: its answer is given to those who wait for it and not kept. */
  function forget(tenantId: string): void {
    entries.delete(tenantId)
    readings.delete(tenantId)
  }

  function reading(tenantId: string): Promise<TenantFields> {
    const known = readings.get(tenantId)
    if (known) return known
    const isCurrent = (): boolean => readings.get(tenantId) === started
    const started: Promise<TenantFields> = outside(() => read(tenantId, isCurrent))
    readings.set(tenantId, started)
    const end = (): void => {
      if (readings.get(tenantId) === started) readings.delete(tenantId)
    }
    started.then(end, end)
    return started
  }

  async function read(tenantId: string, isCurrent: () => boolean): Promise<TenantFields> {
    const readAtMs = now()
    const entry = entries.get(tenantId)
    const { stamp, definitions } = await store.read(tenantId, entry?.fields.stamp)
    const fields = definitions || !entry ? compileFields(definitions ?? [], stamp) : entry.fields
    if (isCurrent()) entries.set(tenantId, { fields, readAtMs })
    return fields
  }
}
