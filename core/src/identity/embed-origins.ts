import { LRUCache } from 'lru-cache'
import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import { createSharedLook } from './embed-look.ts'
import { isOrigin } from './embed-origin.ts'

/** Pages that may ask before they call: a preflight carries no token (Fetch §4.8), so it cannot be asked for one. */
export interface EmbedOrigins {
  isKnown(origin: string): boolean | Promise<boolean>
}

/** A page known once stays so for a minute; nothing depends on it but how a browser words its refusal. */
const KNOWN = { max: 10_000, ttl: 60_000 }
/** A page that is not known asks again and again when it is somebody's attack, and once when its first session is being made. */
const UNKNOWN = { max: 10_000, ttl: 1_000 }
const LOOK_PAUSE_MS = 100

/** Exactly these origins. */
export function listedOrigins(list: readonly string[]): EmbedOrigins {
  const listed = new Set(list)
  return { isKnown: (origin) => listed.has(origin) }
}

/** The origins that sessions of any tenant were made for within the last two hours. */
export function originsOfSessions({ schema, app }: { schema: string; app: pg.Pool }): EmbedOrigins {
  const known = new LRUCache<string, true>(KNOWN)
  const unknown = new LRUCache<string, true>(UNKNOWN)
  const look = createSharedLook(async (asked) => {
    const { rows } = await app.query<{ origin: string }>({
      name: 'known_embed_origins',
      text: `select origin from ${quoteIdentifier(schema)}.known_embed_origins($1) as origin`,
      values: [asked],
    })
    return new Set(rows.map(({ origin }) => origin))
  }, LOOK_PAUSE_MS)

  return {
    isKnown(origin) {
      if (known.has(origin)) return true
      if (unknown.has(origin) || !isOrigin(origin)) return false
      return look(origin).then((found) => {
        if (found.has(origin)) known.set(origin, true)
        else unknown.set(origin, true)
        return found.has(origin)
      })
    },
  }
}
