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
}

/** Part of its life after which a session is replaced: a call under way still ends within the rest. */
const REFRESH_AT = 0.8
/** setTimeout counts in 32 bits: past 24.8 days it fires at once. */
const LONGEST_TIMER_MS = 2_147_483_647

interface Held {
  readonly token: string
  readonly expiresAt: number | undefined
  readonly refreshAt: number | undefined
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
    const session = await answerOf(options.fetchSession(), reason)
    held = heldOf(session)
    clearTimeout(timer)
    timer = undefined
    schedule(held)
    options.onSession({ expiresAt: held.expiresAt })
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
    answer = await fetchSession({ reason })
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

function heldOf(session: Session): Held {
  const now = Date.now()
  const claims = claimsOf(session.token)
  const given = session.expiresAt === undefined ? NaN : new Date(session.expiresAt).getTime()
  if (!Number.isNaN(given))
    return { token: session.token, expiresAt: given, refreshAt: now + (given - now) * REFRESH_AT }
  const { exp, iat } = claims
  if (exp === undefined) return { token: session.token, expiresAt: undefined, refreshAt: undefined }
  // Its life by its own clock, counted from now: this machine's clock may be wrong.
  const life = (exp - (iat ?? now / 1_000)) * 1_000
  return { token: session.token, expiresAt: now + life, refreshAt: now + life * REFRESH_AT }
}

/** What the token says of itself; not checked: that is the server's business. */
function claimsOf(token: string): { exp?: number; iat?: number } {
  const [, payload] = token.split('.')
  if (payload === undefined) return {}
  try {
    const text = atob(payload.replace(/-/g, '+').replace(/_/g, '/'))
    const claims = JSON.parse(text) as Record<string, unknown>
    return {
      ...(typeof claims['exp'] === 'number' ? { exp: claims['exp'] } : {}),
      ...(typeof claims['iat'] === 'number' ? { iat: claims['iat'] } : {}),
    }
  } catch {
    return {}
  }
}
