import { randomBytes } from 'node:crypto'

import type pg from 'pg'

import { quoteIdentifier } from '../database/identifiers.ts'
import { createSharedLook } from './embed-look.ts'
import type { EmbedKey } from './embed-token.ts'

/** The keys that sign embed tokens: all processes share them, and each signs for a day. */
export interface EmbedKeys {
  /** The key to sign with now; made when there is none young enough. */
  signing(): Promise<EmbedKey>
  /** Undefined when nobody has made the key, or its day is long over. */
  find(kid: string): Promise<Uint8Array | undefined>
}

/**
 * A key signs for a day and verifies an hour longer: a quarter for the last token it signed, the rest for a process that had the
 * key in memory. Nobody takes keys out of use by hand, so a backup of yesterday signs nothing today. Ages are the database's.
 */
const SIGNS = "interval '24 hours'"
const VERIFIES = "interval '25 hours'"
/** A key deleted by hand is out of use everywhere within this time. */
const RELOAD_MS = 30_000
/** For a name of a key that this process has not seen: ten reads a second at most, however many are made up. */
const LOOK_PAUSE_MS = 100
const KID = /^[\w-]{8,64}$/

interface Loaded {
  readonly secrets: ReadonlyMap<string, Uint8Array>
  readonly signing: EmbedKey | undefined
}

export function createEmbedKeys({ schema, owner }: { schema: string; owner: pg.Pool }): EmbedKeys {
  const table = `${quoteIdentifier(schema)}.embed_keys`
  const look = createSharedLook(() => load(), LOOK_PAUSE_MS)
  let loaded: { readonly at: number; readonly answer: Promise<Loaded> } | undefined

  return Object.freeze({ signing, find })

  async function signing(): Promise<EmbedKey> {
    const { signing: known } = await current()
    if (known) return known
    // Two processes that do this at once make two keys; both are good.
    await owner.query(`insert into ${table} (kid, secret) values ($1, $2)`, [
      randomBytes(9).toString('base64url'),
      randomBytes(32),
    ])
    const { signing: made } = await load()
    if (!made) throw new Error('A key for embed sessions was written and cannot be found.')
    return made
  }

  async function find(kid: string): Promise<Uint8Array | undefined> {
    if (!KID.test(kid)) return undefined
    const known = (await current()).secrets.get(kid)
    return known ?? (await look(kid)).secrets.get(kid)
  }

  function current(): Promise<Loaded> {
    return loaded && performance.now() - loaded.at < RELOAD_MS ? loaded.answer : load()
  }

  function load(): Promise<Loaded> {
    const loading = { at: performance.now(), answer: read() }
    loaded = loading
    loading.answer.catch(() => {
      if (loaded === loading) loaded = undefined
    })
    return loading.answer
  }

  async function read(): Promise<Loaded> {
    const { rows } = await owner.query<{ kid: string; secret: Buffer; signs: boolean }>(
      `select kid, secret, created_at > now() - ${SIGNS} as signs from ${table}
       where created_at > now() - ${VERIFIES} order by created_at desc, kid`,
    )
    return {
      secrets: new Map(rows.map(({ kid, secret }) => [kid, secret])),
      signing: rows.find(({ signs }) => signs),
    }
  }
}

/** For the hourly upkeep, run by the owner: keys whose tokens are all over. */
export function expiredEmbedKeys(schema: string): string {
  return `delete from ${quoteIdentifier(schema)}.embed_keys where created_at < now() - ${VERIFIES}`
}
