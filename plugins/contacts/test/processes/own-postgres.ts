import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'

import { contacts } from '@crmkit/contacts'
import { createCrm, type Crm } from '@crmkit/core'

import { createSilentLogger } from './silent-logger.ts'

/** A PostgreSQL of one's own that may be killed: its data survives, as on a production server. */
export interface OwnPostgres {
  /** Migrated, with the tenants `acme` and `other`; logs in as the owner. */
  readonly url: string
  /** As `pg_ctl stop -m immediate`, or as the machine's out-of-memory killer does it. */
  kill(how: 'immediate' | 'SIGKILL'): Promise<void>
  /** Starts it again; resolves with the moment from which it accepts connections, on the monotonic clock. */
  start(): Promise<number>
  remove(): Promise<void>
}

export async function createOwnPostgres(): Promise<OwnPostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-own-postgres-'))
  const holders: Crm[] = []
  await hold()
  for (const tenant of ['acme', 'other']) await holders[0]?.tenants.ensure(tenant)
  const { url, dataDir } = await embeddedIn(dir)

  return {
    url,
    async kill(how) {
      process.kill(await postmasterIn(dataDir), how === 'immediate' ? 'SIGQUIT' : 'SIGKILL')
      while (await accepts(url)) await sleep(10)
    },
    async start() {
      const held = hold()
      while (!(await accepts(url))) await sleep(10)
      const acceptsAt = performance.now()
      await held
      return acceptsAt
    },
    async remove() {
      for (const holder of holders) await holder.close()
      await rm(dir, { recursive: true, force: true })
    },
  }

  /** An engine that does nothing but run the server. */
  async function hold(): Promise<void> {
    const logger = createSilentLogger()
    const plugins = [contacts()]
    const holder = createCrm({ plugins, database: { embedded: { dir } }, worker: 'off', logger })
    holders.push(holder)
    await holder.ready()
  }
}

/** Where the embedded server of a folder keeps its data, and how its owner logs in. */
export async function embeddedIn(dir: string): Promise<{ dataDir: string; url: string }> {
  const state = JSON.parse(await readFile(join(dir, 'crmkit.json'), 'utf8')) as {
    dataDir: string
    port: number
    passwords: { owner: string }
  }
  const { dataDir, port, passwords } = state
  return { dataDir, url: `postgres://crm_owner:${passwords.owner}@127.0.0.1:${port}/crm` }
}

/** Process number of the server of a data folder. */
export async function postmasterIn(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

export async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
