import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { createAjv, faultsOf, type JsonSchema } from '../base/validator.ts'
import { DEFAULT_MAX_CONNECTIONS } from '../database/pools.ts'
import type { HttpLimits } from '../http/app.ts'
import { isOrigin } from '../identity/embed-origin.ts'
import { MAX_SESSION_SECONDS } from '../identity/embed-session.ts'
import type { LiveSettings } from '../live/create-live.ts'
import { mailFaults, type MailOptions } from '../mail/mail-options.ts'
import type { AnyPlugin } from './any-plugin.ts'
import { errors } from './errors.ts'
import type { HostAuthenticate } from './host-identity.ts'

/** A plugin of any name, as a host hands it over. */
export type LoadedPlugin = AnyPlugin

/** Everything `createCrm` takes; nothing is read from the environment. */
export interface CrmOptions {
  readonly plugins: readonly LoadedPlugin[]
  readonly database?: DatabaseOptions
  /** Path the host serves the engine under when its router does not take it off the URL: `/crm`. Default none. */
  readonly basePath?: string
  /** Tells whose request it is; without it only API keys open the door. */
  readonly authenticate?: HostAuthenticate
  readonly embed?: EmbedOptions
  /** Settings of plugins by plugin name, checked by their schemas. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /**
   * `auto`: pending migrations run at start, destructive ones never. `check`: refuse to start while some are pending.
   * Default `auto` for the embedded database, else `check`.
   */
  readonly migrate?: 'auto' | 'check' | 'off'
  /** Whether background jobs run in this process. Default on; `'off'` when `crmkit worker` runs them. */
  readonly worker?: 'off' | WorkerSettings
  /** Limits of the live feed; `'off'` takes `GET /live` away. Default on. */
  readonly live?: 'off' | LiveSettings
  /** ISO 3166-1 alpha-2 country in which phone numbers without `+` are read. */
  readonly country?: string
  /** Server and sender of mail; without it the engine sends none. */
  readonly mail?: MailOptions
  readonly limits?: HttpLimits
  /** Counts the limits in PostgreSQL, for several processes; default in this process. */
  readonly sharedLimits?: boolean
  /** Lets a scraper on another machine read `/metrics` with `Authorization: Bearer <token>`; default only this machine may. */
  readonly metricsToken?: string
  /** Proxies before the host whose `X-Forwarded-For` is believed; default 0. */
  readonly trustProxyHops?: number
  /** A pino logger; default JSON lines on standard output from level `info`. */
  readonly logger?: Logger
  readonly clock?: Clock
}

export interface EmbedOptions {
  /**
   * The only pages that embed sessions may be made for, and that may ask for them from another origin (CORS): `https://app.example`.
   * Default: every page that a session was made for of late.
   */
  readonly origins?: readonly string[]
  /** Life of an embed session, where it is not said, and the most that may be; default 900. */
  readonly sessionSeconds?: number
}

export interface WorkerSettings {
  /** Jobs at once; default 4. */
  readonly concurrency?: number
  readonly pollIntervalMs?: number
  readonly heartbeatMs?: number
  readonly deadAfterMs?: number
}

export interface DatabaseOptions {
  /** PostgreSQL 15 or newer as owner of the schema. Without it the engine runs its own in `embedded.dir`. */
  readonly url?: string
  /** Login of the app role, when it has one of its own; also the way through PgBouncer. */
  readonly appUrl?: string
  readonly embedded?: {
    /** Folder of the embedded database; default `.crmkit` in the working directory. */
    readonly dir?: string
    readonly port?: number
    /** False gives up the data on a power cut, for tests. */
    readonly durable?: boolean
  }
  /** Default `crm`. */
  readonly schema?: string
  /** Default `crm_app`. */
  readonly appRole?: string
  /** `transaction` for PgBouncer in transaction mode; default `session`. */
  readonly binding?: 'session' | 'transaction'
  /** Connections of this process for requests and what jobs write; default 16. */
  readonly max?: number
  /** How many of them pipeline single statements of several requests; default half. */
  readonly lanes?: number
  readonly acquireTimeoutMs?: number
  readonly statementTimeoutMs?: number
  readonly lockTimeoutMs?: number
}

const positive: JsonSchema = { type: 'integer', minimum: 1 }
const text: JsonSchema = { type: 'string', minLength: 1 }
const identifier: JsonSchema = { type: 'string', pattern: '^[a-z_][a-z0-9_]{0,40}$' }

const rateLimit: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['points', 'seconds'],
  properties: { points: positive, seconds: positive },
}

const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['plugins'],
  properties: {
    plugins: { type: 'array' },
    database: {
      type: 'object',
      additionalProperties: false,
      properties: {
        url: text,
        appUrl: text,
        embedded: {
          type: 'object',
          additionalProperties: false,
          properties: {
            dir: text,
            port: { type: 'integer', minimum: 1, maximum: 65_535 },
            durable: { type: 'boolean' },
          },
        },
        schema: identifier,
        appRole: identifier,
        binding: { enum: ['session', 'transaction'] },
        max: { type: 'integer', minimum: 2 },
        lanes: positive,
        acquireTimeoutMs: positive,
        statementTimeoutMs: positive,
        lockTimeoutMs: positive,
      },
    },
    basePath: { type: 'string', pattern: '^(/[A-Za-z0-9._~-]+)*$' },
    authenticate: {},
    embed: {
      type: 'object',
      additionalProperties: false,
      properties: {
        origins: { type: 'array', items: text },
        sessionSeconds: { type: 'integer', minimum: 60, maximum: MAX_SESSION_SECONDS },
      },
    },
    settings: { type: 'object', additionalProperties: { type: 'object' } },
    migrate: { enum: ['auto', 'check', 'off'] },
    worker: {
      anyOf: [
        { const: 'off' },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            concurrency: positive,
            pollIntervalMs: positive,
            heartbeatMs: positive,
            deadAfterMs: positive,
          },
        },
      ],
    },
    live: {
      anyOf: [
        { const: 'off' },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            perActor: positive,
            perTenant: positive,
            perProcess: positive,
            heartbeatMs: { type: 'integer', minimum: 100, maximum: 60_000 },
          },
        },
      ],
    },
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    mail: {},
    limits: {
      type: 'object',
      additionalProperties: false,
      properties: {
        perActor: rateLimit,
        perTenant: rateLimit,
        authFailures: rateLimit,
        inFlight: positive,
        bodyTimeoutMs: positive,
      },
    },
    sharedLimits: { type: 'boolean' },
    metricsToken: { type: 'string', minLength: 16 },
    trustProxyHops: { type: 'integer', minimum: 0 },
    logger: {},
    clock: {},
  },
}

let validate: ReturnType<ReturnType<typeof createAjv>['compile']> | undefined

/** Throws `OPTIONS_INVALID` with a line for each option that cannot be used. */
export function assertOptions(options: CrmOptions): void {
  validate ??= createAjv().compile(schema)
  const faults = validate(withoutUndefined(options))
    ? []
    : faultsOf(validate.errors).map(({ path, message }) => `${path || '/'} ${message}`)
  if (options.authenticate !== undefined && typeof options.authenticate !== 'function')
    faults.push('/authenticate must be a function')
  if (options.mail !== undefined) faults.push(...mailFaults(options.mail))
  faults.push(...originFaults(options.embed?.origins))
  const { max = DEFAULT_MAX_CONNECTIONS, lanes = 0 } = options.database ?? {}
  if (lanes >= max)
    faults.push(
      `/database/lanes must be below max (${max}): transactions need connections of their own`,
    )
  if (faults.length > 0)
    throw errors.OPTIONS_INVALID({ list: faults.map((fault) => `  - ${fault}`).join('\n') })
}

function originFaults(origins: unknown): string[] {
  if (!Array.isArray(origins)) return []
  return origins.flatMap((origin, at) =>
    typeof origin !== 'string' || isOrigin(origin)
      ? []
      : [
          `/embed/origins/${at} must be an origin as browsers send it, https://app.example; came "${origin}"`,
        ],
  )
}

/** An option given as `undefined` is an option left out. */
function withoutUndefined(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, isPlain(inner) ? withoutUndefined(inner) : (inner as unknown)]),
  )
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
