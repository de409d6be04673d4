import { LRUCache } from 'lru-cache'

import type { Clock } from '../base/clock.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import type { EmbedKeys } from './embed-keys.ts'
import type { EmbedGrant, EmbedSession } from './embed-session.ts'
import type { EmbedStore } from './embed-store.ts'
import { assertLiving, MAX_TOKEN_LENGTH, readEmbedToken, signEmbedToken } from './embed-token.ts'
import { errors } from './errors.ts'

/** Makes embed sessions, and tells whose a token is. */
export interface EmbedSessions {
  /** The token is in the answer and nowhere else. */
  issue(grant: EmbedGrant, seconds: number): Promise<IssuedSession>
  /** The session of a token, neither over nor revoked; throws 401. Costs no query while the same is asked again and again. */
  open(token: string): Promise<EmbedSession>
  /** Sessions of the tenant were revoked, in whichever process. */
  forget(tenantId: string): void
}

export interface IssuedSession {
  readonly session: EmbedSession
  readonly token: string
}

/** A signature does not change: read again only so that a key deleted by hand is felt. 2,000 tokens of 1 KiB are 2 MiB. */
const CACHE = { max: 2_000, ttl: 30_000 }

export function createEmbedSessions({
  keys,
  store,
  clock,
}: {
  keys: EmbedKeys
  store: EmbedStore
  clock: Clock
}): EmbedSessions {
  const read = new LRUCache<string, Promise<EmbedSession>>(CACHE)

  return Object.freeze({ issue, open, forget: (tenantId: string) => store.forget(tenantId) })

  async function issue(grant: EmbedGrant, seconds: number): Promise<IssuedSession> {
    const issuedAt = Math.floor(clock.now() / 1_000)
    const session = { ...grant, id: uuidV7(), issuedAt, expiresAt: issuedAt + seconds }
    const token = await signEmbedToken(session, await keys.signing())
    if (token.length > MAX_TOKEN_LENGTH) throw tooLong(token)
    await store.add(session)
    return { session, token }
  }

  async function open(token: string): Promise<EmbedSession> {
    let reading = read.get(token)
    if (!reading) {
      reading = readEmbedToken(token, (kid) => keys.find(kid), clock.now())
      read.set(token, reading)
      reading.catch(() => read.delete(token))
    }
    const session = await reading
    assertLiving(session, clock.now())
    if (await store.isRevoked(session.tenantId, session.id))
      throw errors.EMBED_SESSION_ENDED({ reason: 'it was revoked' })
    return session
  }
}

function tooLong(token: string): Error {
  const message = `give a token of ${token.length} characters; at most ${MAX_TOKEN_LENGTH} get through proxies. Name a role of your own instead of many permissions`
  return errors.EMBED_SESSION_INVALID({}, { faults: [{ path: '', code: 'TOO_LONG', message }] })
}
