import { isCrmError } from '../base/crm-error.ts'
import type { Logger } from '../base/logger.ts'
import type { Exchange } from './exchange.ts'

/** What became of a request. */
export interface Outcome {
  readonly status: number
  readonly durationMs: number
  /** The answer lasted as long as there was something to tell, or somebody listened: that is no slowness. */
  readonly streamed: boolean
}

/** Longer than this is worth a second look: every call of the contract is meant to stay below 100 ms. */
const SLOW_MS = 1_000

/**
 * One line for each request, made of named fields only: no body, no query, no header and no path, because each of them may
 * hold personal data or a secret.
 */
export function logAnswer(
  logger: Logger,
  exchange: Exchange,
  { status, durationMs, streamed }: Outcome,
): void {
  const slow = durationMs > SLOW_MS && !streamed
  if (!slow && !isEnabled(logger, 'info')) return
  const { requestId, authenticated, route, method } = exchange
  const line = {
    requestId,
    tenantId: authenticated?.tenantId,
    actor: authenticated && `${authenticated.actor.kind}:${authenticated.actor.id}`,
    route: route.operationId,
    method,
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(streamed ? { streamed } : undefined),
  }
  if (slow) logger.warn({ ...line, slow: true }, 'request answered slowly')
  else logger.info(line, 'request answered')
}

/** A defect or a broken part of ours, whole: the answer says only `INTERNAL`, and the request id joins the two. */
export function logFailure(logger: Logger, exchange: Exchange, error: unknown): void {
  logger.error(
    { requestId: exchange.requestId, route: exchange.route.operationId, err: printable(error) },
    'request failed',
  )
}

/** Name, message and stack of an error and its causes; never its other fields, where drivers keep bodies and parameters. */
export function printable(error: unknown): object {
  if (!(error instanceof Error))
    return { message: `a ${typeof error} was thrown: ${String(error).slice(0, 200)}` }
  const { name, message, stack, cause } = error
  const code = isCrmError(error) ? error.code : (error as { code?: unknown }).code
  return {
    name,
    message,
    stack,
    ...(typeof code === 'string' ? { code } : undefined),
    ...(cause === undefined ? undefined : { cause: printable(cause) }),
  }
}

/** pino tells whether a level is on; another logger is asked every time. */
function isEnabled(logger: Logger, level: string): boolean {
  const { isLevelEnabled } = logger as { isLevelEnabled?: (level: string) => boolean }
  return isLevelEnabled === undefined || isLevelEnabled.call(logger, level)
}
