import type { Actor } from '../identity/actor.ts'
import { errors } from './errors.ts'

/** How many streams may be open at once. */
export interface LiveLimits {
  /** Of one user or key: a stream for each page they have open. */
  readonly perActor: number
  readonly perTenant: number
  /** Of this process; each takes some 20 KiB and a socket (core/bench/live.ts). */
  readonly perProcess: number
}

export const DEFAULT_LIMITS: LiveLimits = { perActor: 50, perTenant: 1_000, perProcess: 2_000 }

/** A page that closes frees its place at once; a connection that was lost is noticed by the next heartbeat. */
const RETRY_AFTER_S = 15

/** Counts a stream in, or throws 429 or 503; gives what counts it out. */
export type Admit = (actor: Actor) => () => void

export function createAdmit({ perActor, perTenant, perProcess }: LiveLimits): Admit {
  const open = new Map<string, number>()

  return ({ tenantId, kind, id }) => {
    const [process, tenant, actor] = ['', tenantId, `${tenantId} ${kind} ${id}`]
    if (countOf(process) >= perProcess)
      throw errors.LIVE_FULL({ limit: perProcess, retryAfterS: RETRY_AFTER_S })
    refuseBeyond(tenant, perTenant, 'tenant')
    refuseBeyond(actor, perActor, kind === 'key' ? 'key' : 'user')
    const keys = [process, tenant, actor]
    for (const key of keys) open.set(key, countOf(key) + 1)
    return () => {
      for (const key of keys.splice(0)) leave(key)
    }
  }

  function countOf(key: string): number {
    return open.get(key) ?? 0
  }

  function leave(key: string): void {
    if (countOf(key) > 1) open.set(key, countOf(key) - 1)
    else open.delete(key)
  }

  function refuseBeyond(key: string, limit: number, whose: string): void {
    if (countOf(key) >= limit)
      throw errors.LIVE_STREAMS_EXCEEDED({ limit, whose, retryAfterS: RETRY_AFTER_S })
  }
}
