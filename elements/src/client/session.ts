import { ElementError } from '../base/errors.ts'

export type SessionReason = 'start' | 'refresh' | 'expired'

export interface Session {
  readonly token: string
  /** When it ends: milliseconds since 1970, a date, or RFC 3339; else read from the token itself. */
  readonly expiresAt?: number | string | Date
}

/** The host's way to a session: asks the host's own server, which knows who is signed in. */
export type FetchSession = (options: {
  readonly reason: SessionReason
}) => Promise<Session | string> | Session | string

export interface SessionKeeper {
  /** The token of the next call; undefined where the host's cookie says who asks. */
  readonly token: (options: {
    refresh: boolean
    refused?: string | undefined
  }) => Promise<string | undefined>
  readonly expiresAt: number | undefined
  /** Asks for a new one at once; a sign-out elsewhere then shows. */
  readonly renew: () => Promise<void>
  /** Refreshing by the clock stops; the next call starts it again. */
  readonly pause: () => void
}

export interface SessionOptions {
  readonly fetchSession: () => FetchSession | undefined
  readonly onSession: (session: { readonly expiresAt: number | undefined }) => void
  /** The host's page has changed users: nothing that is known is theirs. */
  readonly onOtherActor: () => void
  /** The same user may do other things now. */
  readonly onOtherRights: () => void
}

/** Part of its life after which a session is replaced: a call under way still ends within the rest. */
const REFRESH_AT = 0.8
/** setTimeout counts in 32 bits: past 24.8 days it fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647

const ANSWER_MS = 30_000

interface Held {
  readonly token: string
  readonly expiresAt: number | undefined
  readonly refreshAt: number | undefined
  /** Whose it is: tenant and user. Unknown of a token that is no JWT. */
  readonly actor?: string
  /** What it may do. */
  readonly grant?: string
}

/** One session for everything below a provider: one question to the host at a time, whoever needs it. */
export function createSession(options: SessionOptions): SessionKeeper {
  let held: Held | undefined
  let asking: Promise<Held> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    async token({ refresh, refused }) {
      if (!options.fetchSession()) return undefined
      if (!held) return (await ask('start')).token
      // Somebody else's refusal has brought a newer one already.
      if (refresh && refused !== held.token) return held.token
      if (refresh) return (await ask('expired')).token
      const now = Date.now()
      if (held.expiresAt !== undefined && held.expiresAt <= now) return (await ask('expired')).token
      // A page that slept past the timer: this call still has a good token, the next one a new one.
      if (held.refreshAt !== undefined && held.refreshAt <= now) refreshSoon()
      else schedule(held)
      return held.token
    },
    get expiresAt() {
      return held?.expiresAt
    },
    async renew() {
      if (options.fetchSession()) await ask('refresh')
    },
    pause() {
      clearTimeout(timer)
      timer = undefined
    },
  }

  function ask(reason: SessionReason): Promise<Held> {
    asking ??= fetchOne(reason).finally(() => {
      asking = undefined
    })
    return asking
  }

  async function fetchOne(reason: SessionReason): Promise<Held> {
    const before = held
    const next = heldOf(await answerOf(options.fetchSession(), reason))
    if (before && next.actor !== before.actor) {
      options.onOtherActor()
      throw new ElementError('SESSION_FAILED', 'Somebody else has signed in meanwhile.')
    }
    held = next
    clearTimeout(timer)
    timer = undefined
    schedule(held)
    options.onSession({ expiresAt: held.expiresAt })
    if (before && next.grant !== before.grant) options.onOtherRights()
    return held
  }

  function schedule({ refreshAt }: Held): void {
    if (refreshAt === undefined || timer !== undefined) return
    const wait = Math.min(Math.max(refreshAt - Date.now(), 0), LONGEST_TIMER_MS)
    timer = setTimeout(() => {
      timer = undefined
      // A page in the background asks when it is used again.
      if (!document.hidden) refreshSoon()
    }, wait)
  }

  /** The session at hand is still good: a host that cannot answer now is asked again by the next call. */
  function refreshSoon(): void {
    ask('refresh').catch(() => undefined)
  }
}

async function answerOf(
  fetchSession: FetchSession | undefined,
  reason: SessionReason,
): Promise<Session> {
  if (!fetchSession) throw new ElementError('SESSION_FAILED', 'The provider has no fetchSession.')
  let answer: Session | string
  try {
    answer = await withinTime(fetchSession({ reason }))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ElementError('SESSION_FAILED', `fetchSession failed: ${why}`, { cause })
  }
  const session = typeof answer === 'string' ? { token: answer } : answer
  if (typeof (session as Partial<Session> | undefined)?.token === 'string' && session.token !== '')
    return session
  throw new ElementError(
    'SESSION_FAILED',
    `fetchSession must give a token or {token, expiresAt}; it gave ${JSON.stringify(answer)}. Is the host's sign-in still valid?`,
  )
}

/** A host that never answers would hold up every element for ever. */
async function withinTime<T>(answer: T | Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it gave no answer within ${ANSWER_MS / 1_000} s`))
    }, ANSWER_MS)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function heldOf(session: Session): Held {
  const now = Date.now()
  const { exp, iat, ...who } = claimsOf(session.token)
  const life = lifeOf(session, exp, iat, now)
  return {
    token: session.token,
    expiresAt: life === undefined ? undefined : now + life,
    refreshAt: life === undefined ? undefined : now + life * REFRESH_AT,
    ...who,
  }
}

/** In ms from now. By the token's own two times where it has them: the clock of this machine may be wrong. */
function lifeOf(
  { expiresAt }: Session,
  exp: number | undefined,
  iat: number | undefined,
  now: number,
): number | undefined {
  if (exp !== undefined && iat !== undefined) return (exp - iat) * 1_000
  const given = expiresAt === undefined ? NaN : new Date(expiresAt).getTime()
  const end = Number.isNaN(given) ? (exp ?? NaN) * 1_000 : given
  // A session that is over when it comes: rather a wrong clock than a wrong host. The server will say.
  return end > now ? end - now : undefined
}

/** What the token says of itself; not checked: that is the server's business. */
function claimsOf(token: string): Claims {
  const [, payload] = token.split('.')
  if (payload === undefined) return {}
  try {
    const text = atob(payload.replace(/-/g, '+').replace(/_/g, '/'))
    const { exp, iat, tenant, sub, roles, permissions, components } = JSON.parse(text) as Record<
      string,
      unknown
    >
    return {
      ...(typeof exp === 'number' ? { exp } : {}),
      ...(typeof iat === 'number' ? { iat } : {}),
      actor: JSON.stringify([tenant, sub]),
      grant: JSON.stringify([roles, permissions, components]),
    }
  } catch {
    return {}
  }
}

interface Claims {
  readonly exp?: number
  readonly iat?: number
  readonly actor?: string
  readonly grant?: string
}
