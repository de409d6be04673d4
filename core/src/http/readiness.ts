import type { Clock } from '../base/clock.ts'

/** Resolves when the part works; throws when it does not. */
export type ReadinessCheck = () => Promise<unknown>

export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, CheckResult>>
}

export interface CheckResult {
  readonly ok: boolean
  readonly durationMs: number
  /** Why not; never a text of the failing part, which may name hosts and users. */
  readonly reason?: 'failed' | 'timeout'
}

/** A load balancer asks every few seconds and gives up after a few: a part that takes longer is not ready. */
const TIMEOUT_MS = 2_000

/** Asks all parts at once, each for at most two seconds. */
export async function checkReadiness(
  checks: Readonly<Record<string, ReadinessCheck>>,
  clock: Clock,
  timeoutMs = TIMEOUT_MS,
): Promise<Readiness> {
  const entries = Object.entries(checks).map(
    async ([name, check]) => [name, await ask(check, clock, timeoutMs)] as const,
  )
  const results = await Promise.all(entries)
  return { ready: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) }
}

async function ask(check: ReadinessCheck, clock: Clock, timeoutMs: number): Promise<CheckResult> {
  const startedAt = clock.now()
  const { promise: late, resolve } = Promise.withResolvers<'timeout'>()
  const timer = setTimeout(() => resolve('timeout'), timeoutMs)
  const outcome = await Promise.race([late, outcomeOf(check)])
  clearTimeout(timer)
  const durationMs = clock.now() - startedAt
  return outcome === 'ok' ? { ok: true, durationMs } : { ok: false, durationMs, reason: outcome }
}

async function outcomeOf(check: ReadinessCheck): Promise<'ok' | 'failed'> {
  try {
    await check()
    return 'ok'
  } catch {
    return 'failed'
  }
}
