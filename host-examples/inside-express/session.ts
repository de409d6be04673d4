import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

import type { HostAuthenticate } from '@crmkit/core'

export interface User {
  readonly id: string
  readonly name: string
  /** The customer of this product they belong to: a tenant of the engine. */
  readonly team: string
  readonly role: string
}

/** The application's own users; a real one has them in its database. */
const users: Readonly<Record<string, User & { readonly password: Buffer }>> = {
  ada: { id: 'u-1', name: 'Ada', team: 'acme', role: 'admin', password: hash('analytical') },
  bob: { id: 'u-2', name: 'Bob', team: 'globex', role: 'user', password: hash('builder') },
}
/** Who is signed in, by what their browser holds. */
const sessions = new Map<string, User>()

/** The token of a new session; undefined when name or password are wrong. */
export function signIn(name: string, password: string): string | undefined {
  const user = Object.hasOwn(users, name) ? users[name] : undefined
  if (!user || !timingSafeEqual(user.password, hash(password))) return undefined
  const token = randomBytes(24).toString('hex')
  sessions.set(token, user)
  return token
}

export function signOut(headers: IncomingHttpHeaders): User | undefined {
  const user = userOf(headers)
  sessions.delete(tokenOf(headers))
  return user
}

export function userOf(headers: IncomingHttpHeaders): User | undefined {
  return sessions.get(tokenOf(headers))
}

/** The engine asks the application who is asking. */
export const authenticate: HostAuthenticate = ({ headers }) => {
  const user = userOf(headers)
  return user && { tenant: user.team, id: user.id, name: user.name, roles: [user.role] }
}

function tokenOf({ cookie }: IncomingHttpHeaders): string {
  return /(?:^|; )session=(\w+)/.exec(cookie ?? '')?.[1] ?? ''
}

function hash(password: string): Buffer {
  return scryptSync(password, 'a salt for each user, in a real one', 32)
}
