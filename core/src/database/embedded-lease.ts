import pg from 'pg'

import { superuserConfig } from './embedded-database.ts'
import type { Folder } from './embedded-folder.ts'
import { errors } from './errors.ts'

/** Says that this process uses the server. */
export interface Lease {
  /** Resolves to true when nobody else uses the server; from then on nobody can take a lease until it is stopped. */
  release(): Promise<boolean>
}

/** As `pg` 8 has them (its pool calls both) and @types/pg does not. */
type LeaseClient = pg.Client & { ref(): void; unref(): void }

/** Any number that no other advisory lock of the database `postgres` has; nobody else uses that database. */
const LOCK = 7_246_001
const RECONNECT_MS = 1_000

/**
 * A shared advisory lock held by a connection of its own: the operating system closes the connection of a killed
 * process, so no lease outlives its holder. Undefined when the server is being stopped.
 */
export async function takeLease(folder: Folder, port: number): Promise<Lease | undefined> {
  let client = await connect(folder, port)
  if (client === undefined) return undefined
  let released = false
  let timer: NodeJS.Timeout | undefined

  // After a crash the server may be started again by another process: this one goes on using it, so it asks again.
  function watch(current: LeaseClient): void {
    current.once('end', () => {
      client = undefined
      if (!released) timer = setTimeout(() => void renew(), RECONNECT_MS).unref()
    })
  }
  async function renew(): Promise<void> {
    const current = await connect(folder, port).catch(() => undefined)
    if (released) return void current?.end().catch(() => undefined)
    client = current
    if (current === undefined) timer = setTimeout(() => void renew(), RECONNECT_MS).unref()
    else watch(current)
  }
  watch(client)

  return {
    release: async () => {
      released = true
      clearTimeout(timer)
      const current = client ?? (await connect(folder, port))
      // The server is down, or another process is stopping it.
      if (current === undefined) return false
      current.ref()
      return becomeLast(current)
    },
  }
}

async function connect(folder: Folder, port: number): Promise<LeaseClient | undefined> {
  const client = new pg.Client({
    ...superuserConfig(folder, port),
    application_name: 'crmkit:lease',
  }) as LeaseClient
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock_shared($1) as locked',
      [LOCK],
    )
    if (rows[0]?.locked === true) {
      // It must not keep a process alive that has nothing else to do.
      client.unref()
      return client
    }
    await client.end()
    return undefined
  } catch (error) {
    await client.end().catch(() => undefined)
    if (isGone(error)) return undefined
    if ((error as { code?: string }).code !== '28P01') throw error
    const reason = 'the database refuses the password of postgres in it'
    throw errors.EMBEDDED_STATE_BROKEN(
      { file: `${folder.dir}/crmkit.json`, reason },
      { cause: error },
    )
  }
}

/** Shutting down, or down already. */
function isGone(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string }
  return (
    ['57P03', '57P01', 'ECONNREFUSED', 'ECONNRESET'].includes(code) ||
    /^Connection terminated/.test(message)
  )
}

/** The exclusive lock is given only when no other process holds a shared one. It is kept: the server is stopped under it. */
async function becomeLast(client: LeaseClient): Promise<boolean> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [LOCK])
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock($1) as locked',
      [LOCK],
    )
    if (rows[0]?.locked === true) {
      client.unref()
      return true
    }
    await client.end()
  } catch {
    // The server has gone meanwhile; there is nothing to stop.
  }
  return false
}
