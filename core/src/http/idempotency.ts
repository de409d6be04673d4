import { createHash } from 'node:crypto'

import type { Row, Statement } from '../tenancy/statement.ts'
import { errors } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { type Claim, createIdempotencyStatements, type KeyOf } from './idempotency-statements.ts'
import { problemAnswer, publicError } from './problem.ts'
import type { Answer } from './route.ts'

/** Serves a write that carries an `Idempotency-Key` once, and its repeats from memory (draft-ietf-httpapi-idempotency-key-header-07). */
export interface Idempotency {
  run(exchange: Exchange, work: () => Promise<Answer>): Promise<Answer>
}

/** The part of `TenantDb` this needs. */
export interface IdempotencyDb {
  query(tenantId: string, statement: Statement): Promise<readonly Row[]>
  transaction<T>(tenantId: string, work: () => Promise<T>): Promise<T>
}

export interface IdempotencyOptions {
  readonly tenantDb: IdempotencyDb
  readonly schema: string
  /** How long a key stays taken by a request that crashed; longer than any honest one runs. Default 60 s, `apart` ten times that. */
  readonly lockMs?: number
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/

/**
 * Claim, work, note. The claim is a statement of its own, so that a repeat sees it and is told 409 at once instead of waiting
 * for a lock. The note is written in the transaction of the effect: after a crash there are both or neither, and with neither
 * the key is free again when its lock has run out. The lock's end is the proof of ownership: a request that outlived its lock
 * finds another end there, and its effect is rolled back.
 */
export function createIdempotency(options: IdempotencyOptions): Idempotency {
  const { tenantDb, schema, lockMs = 60_000 } = options
  const statements = createIdempotencyStatements(schema)
  return { run }

  async function run(exchange: Exchange, work: () => Promise<Answer>): Promise<Answer> {
    const key = keyOf(exchange)
    const { tenantId } = key
    const apart = exchange.route.idempotency === 'apart'
    const claim = await claimed(key, apart ? lockMs * 10 : lockMs)
    if ('answer' in claim) return claim.answer
    const { token } = claim
    const note = (answer: Answer) => keep(key, token, answer)
    try {
      return apart
        ? await note(await work())
        : await tenantDb.transaction(tenantId, async () => note(await work()))
    } catch (error) {
      // The lock runs out by itself when this fails too; the first error is the one to tell.
      await settle(key, token, error, exchange.requestId).catch(() => undefined)
      throw error
    }
  }

  async function claimed(key: KeyOf, forMs: number): Promise<Claim> {
    // A repeat that arrives in the same moment as the first one may wait for its insert and then not see it: look again.
    for (let look = 0; look < 3; look++) {
      const claim = statements.readClaim(
        await tenantDb.query(key.tenantId, statements.claim(key, forMs)),
      )
      if (claim) return claim
    }
    throw errors.IDEMPOTENCY_IN_FLIGHT({ retryAfterS: 1 })
  }

  async function keep(key: KeyOf, token: string, answer: Answer): Promise<Answer> {
    const kept = await tenantDb.query(
      key.tenantId,
      statements.keep(key, token, textOf(key.route, answer)),
    )
    if (kept.length === 0) throw errors.IDEMPOTENCY_IN_FLIGHT({ retryAfterS: 1 })
    return answer
  }

  /** A refusal is an answer and is kept; a failure of ours is not, so that the same key can try again at once. */
  async function settle(
    key: KeyOf,
    token: string,
    error: unknown,
    requestId: string,
  ): Promise<void> {
    const shown = publicError(error)
    if (shown.status < 500 && shown.code !== 'IDEMPOTENCY_IN_FLIGHT')
      await keep(key, token, problemAnswer(shown, requestId))
    else await tenantDb.query(key.tenantId, statements.release(key, token))
  }
}

function keyOf(exchange: Exchange): KeyOf {
  const { context, route, headers } = exchange
  const key = headers['idempotency-key']
  if (typeof key !== 'string' || !VISIBLE_ASCII.test(key)) throw errors.IDEMPOTENCY_KEY_INVALID()
  const { tenantId, actor } = context
  return {
    tenantId,
    actorId: `${actor.kind}:${actor.id}`,
    route: route.operationId,
    key,
    fingerprint: fingerprint(exchange),
  }
}

/** Equal for equal requests: the same path, query and body. */
function fingerprint({ params, rawQuery, bodyBytes, body, context }: Exchange): Buffer {
  const hash = createHash('sha256').update(JSON.stringify([params, rawQuery]))
  // Two embed sessions of one user can have different rights: the answer to one is not to be repeated to the other.
  if (context.actor.kind === 'embed') hash.update(context.rights.key)
  if (bodyBytes !== undefined) hash.update(bodyBytes)
  else if (body !== undefined) hash.update(JSON.stringify(body))
  return hash.digest()
}

function textOf(
  operationId: string,
  { status, headers, body }: Answer,
): { status: number; headers: string; body: string | null } {
  const isText = body === undefined || typeof body === 'string'
  if (!isText && (Buffer.isBuffer(body) || 'pipe' in body))
    throw errors.IDEMPOTENCY_NEEDS_TEXT({ operationId })
  return {
    status,
    headers: JSON.stringify(headers ?? {}),
    body: isText ? (body ?? null) : JSON.stringify(body),
  }
}
