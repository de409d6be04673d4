import { type CrmError, isCrmError } from '../base/crm-error.ts'
import { errors } from './errors.ts'

/** What `pg` puts on an error of PostgreSQL, or Node on one of the socket. */
interface DatabaseErrorFields {
  readonly code?: string | undefined
  readonly constraint?: string | undefined
  readonly column?: string | undefined
  readonly message: string
}

type Build = (fields: DatabaseErrorFields, cause: unknown) => CrmError

/** Seconds a client should wait before it sends a refused request again. */
const RETRY_AFTER_S = 1
/** A restart of PostgreSQL takes a few seconds; asking every second only fills the queue. */
const OUTAGE_RETRY_AFTER_S = 2

const invalidValue: Build = (_, cause) => errors.INVALID_VALUE({}, { cause })
const unavailable: Build = (_, cause) =>
  errors.DATABASE_UNAVAILABLE({ retryAfterS: OUTAGE_RETRY_AFTER_S }, { cause })
const transactionConflict: Build = (_, cause) =>
  errors.TRANSACTION_CONFLICT({ retryAfterS: RETRY_AFTER_S }, { cause })
const statementTimeout: Build = (_, cause) =>
  errors.STATEMENT_TIMEOUT({ retryAfterS: RETRY_AFTER_S }, { cause })
const lockTimeout: Build = (_, cause) =>
  errors.LOCK_TIMEOUT({ retryAfterS: RETRY_AFTER_S }, { cause })
const poolExhausted: Build = (_, cause) =>
  errors.POOL_EXHAUSTED({ retryAfterS: RETRY_AFTER_S }, { cause })
const conflict: Build = ({ constraint }, cause) => errors.CONFLICT({ constraint }, { cause })
const stillReferenced: Build = ({ constraint }, cause) =>
  errors.STILL_REFERENCED({ constraint }, { cause })
const checkFailed: Build = ({ constraint }, cause) => errors.CHECK_FAILED({ constraint }, { cause })
const valueRequired: Build = ({ column }, cause) => errors.VALUE_REQUIRED({ column }, { cause })
// A row the policy refuses is a row of another tenant: it does not exist.
const notFound: Build = (_, cause) => errors.NOT_FOUND({}, { cause })

/** By SQLSTATE (PostgreSQL docs, appendix A), else by its class of two characters, else by Node's error code. */
const BY_CODE: Readonly<Record<string, Build>> = {
  '22': invalidValue,
  // Program limit exceeded: a text too long for its index, an expression nested too deep.
  '54': invalidValue,
  '23502': valueRequired,
  '23503': foreignKey,
  '23001': stillReferenced,
  '23505': conflict,
  '23514': checkFailed,
  '23P01': conflict,
  '42501': notFound,
  '40001': transactionConflict,
  '40P01': transactionConflict,
  '55P03': lockTimeout,
  '57014': statementTimeout,
  '25P03': statementTimeout,
  '25P04': statementTimeout,
  // Read-only: the connection leads to a standby, as in the seconds after a fail-over.
  '25006': unavailable,
  '08': unavailable,
  '53': unavailable,
  '57P01': unavailable,
  '57P02': unavailable,
  '57P03': unavailable,
  '57P05': unavailable,
  ECONNREFUSED: unavailable,
  ECONNRESET: unavailable,
  ECONNABORTED: unavailable,
  EPIPE: unavailable,
  ETIMEDOUT: unavailable,
  EHOSTUNREACH: unavailable,
  ENETUNREACH: unavailable,
  ENOTFOUND: unavailable,
  EAI_AGAIN: unavailable,
}

/** `pg` and `pg-pool` throw these without a code (pg 8.23, pg-pool 3.14). */
const BY_MESSAGE: readonly (readonly [RegExp, Build])[] = [
  [/^timeout exceeded when trying to connect/, poolExhausted],
  [/^Connection terminated/, unavailable],
  [/^Client (was closed|has encountered a connection error)/, unavailable],
  [/^Cannot use a pool after calling end/, unavailable],
  [/^Query read timeout/, statementTimeout],
]

/** The one place where an error of the database becomes an error of ours. One it does not know comes back as it was. */
export function toCrmError(error: unknown): unknown {
  if (!(error instanceof Error) || isCrmError(error)) return error
  const fields = unwrapped(error) as DatabaseErrorFields
  const { code } = fields
  const build =
    code === undefined
      ? BY_MESSAGE.find(([pattern]) => pattern.test(fields.message))?.[1]
      : (BY_CODE[code] ?? (code.length === 5 ? BY_CODE[code.slice(0, 2)] : undefined))
  return build === undefined ? error : build(fields, error)
}

/** For `promise.catch(rethrowAsCrmError)`. */
export function rethrowAsCrmError(error: unknown): never {
  throw toCrmError(error)
}

/** True when running the same transaction again may succeed: PostgreSQL undid all of it to let another one finish. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = unwrapped(error) as DatabaseErrorFields
  return code === '40001' || code === '40P01' || code === 'TRANSACTION_CONFLICT'
}

/** True when a lock was not given within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && (unwrapped(error) as DatabaseErrorFields).code === '55P03'
}

/** True when the statement was ended by `statement_timeout` or on somebody's wish. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (unwrapped(error) as DatabaseErrorFields).code === '57014'
}

/** Objection wraps what `pg` throws in a DBError of db-errors and keeps it as `nativeError`. */
function unwrapped(error: Error): Error {
  const { nativeError } = error as { nativeError?: unknown }
  return nativeError instanceof Error ? nativeError : error
}

/**
 * PostgreSQL 15–17 has one SQLSTATE for both ends of a foreign key. The message of a refused delete names three things
 * (table, constraint, other table), the one of a bad reference two; counting quotes works in every language of the server.
 */
function foreignKey(fields: DatabaseErrorFields, cause: unknown): CrmError {
  const { constraint, message } = fields
  const quotes = message.match(/["«»„“”]/g)?.length ?? 0
  if (quotes >= 6) return stillReferenced(fields, cause)
  return errors.REFERENCE_NOT_FOUND({ constraint }, { cause })
}
