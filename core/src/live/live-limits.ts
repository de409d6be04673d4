import type { Actor } from '../identity/actor.ts'
import { errors } from './errors.ts'

/** How many streams may be open at once. */
export interface LiveLimits {
  /** Of one user or key, in this process: a stream for each page they have open; default 50. */
  readonly perActor?: number | undefined
  /** Of all of a tenant, in this process; default 1,000. */
  readonly perTenant?: number | undefined
  /** Of this process; default 2,000. */
  readonly perProcess?: number | undefined
}

const PER_ACTOR = 50
const PER_TENANT = 1_000
/** Each takes a socket and the memory core/bench/live.ts prints. */
const PER_PROCESS = 2_000

/** A page that closes frees its place at once; a connection that was lost is noticed by the next heartbeat. */
const RETRY_AFTER_S = 15

/** Counts a stream in, or throws 429 or 503; gives what counts it out. */
export type Admit = (actor: Actor) => () => void

export function createAdmit(limits: LiveLimits): Admit {
  const { perActor = PER_ACTOR, perTenant = PER_TENANT, perProcess = PER_PROCESS } = limits
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
