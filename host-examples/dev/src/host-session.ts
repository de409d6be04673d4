import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const COOKIE = 'tidewater_session'

export interface HostUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly roles: readonly string[]
}

/** The demo product's own login, as far as the engine needs to know it: whoever opens the page is signed in. */
export interface HostSession {
  readonly user: HostUser
  /** Header that signs the browser in. */
  readonly cookie: string
  /** The user of a request that carries the cookie. */
  userOf(headers: IncomingHttpHeaders): HostUser | undefined
}

/**
 * One session for the life of the process. `SameSite=Strict` keeps other sites' pages from using it; a real host has its own session
 * and returns its user from `authenticate` in the same way.
 */
export function createHostSession(user: HostUser): HostSession {
  const token = randomBytes(24).toString('base64url')
  const pair = `${COOKIE}=${token}`
  return {
    user,
    cookie: `${pair}; Path=/; HttpOnly; SameSite=Strict`,
    userOf: ({ cookie = '' }) => (cookie.split(/;\s*/).includes(pair) ? user : undefined),
  }
}
