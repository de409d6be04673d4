import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'
import { pino } from 'pino'

import { startEmbeddedPostgres } from '../database/embedded-postgres.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { AnyPlugin } from '../kernel/any-plugin.ts'
import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { composeManifest, type Manifest } from '../kernel/manifest.ts'
import { openDatabase } from '../kernel/open-database.ts'

const DROP_WITHIN_MS = 20_000
/** SQLSTATE */
const INSUFFICIENT_PRIVILEGE = '42501'

/** A migrated database of one's own, dropped when done. */
export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

/**
 * Clones a template that has all migrations of these plugins: 0.1 s instead of a second for each test file. The server is the one
 * `CRMKIT_TEST_DATABASE_URL` names (a role that may create databases and roles), else an embedded one in a temporary folder; with
 * `beside` that of another test database.
 */
export async function createTestDatabase(
  plugins: readonly AnyPlugin[],
  schema: string,
  beside?: string,
): Promise<TestDatabase> {
  const manifest = composeManifest(plugins, ENGINE_VERSION)
  const server =
    beside === undefined ? await testServer() : { url: beside, stop: () => Promise.resolve() }
  const name = `crmkit_test_${randomBytes(6).toString('hex')}`
  try {
    await withClient(server.url, async (client) => {
      const template = await migratedTemplate(client, server.url, manifest, schema)
      await client.query(
        `create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)}`,
      )
    })
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    url: onDatabase(server.url, name),
    async drop() {
      await withClient(server.url, (client) => dropDatabase(client, name))
      await server.stop()
    },
  }
}

/** Only a superuser may send the autovacuum away that looks at the database just then; it is gone in a moment. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  const end = Date.now() + DROP_WITHIN_MS
  for (;;) {
    try {
      await client.query(`drop database if exists ${quoteIdentifier(name)} with (force)`)
      return
    } catch (error) {
      if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE || Date.now() > end)
        throw error
      await sleep(50)
    }
  }
}

/** Made once for a set of migration files, by whichever test process comes first; the others wait for it. */
async function migratedTemplate(
  client: pg.Client,
  serverUrl: string,
  manifest: Manifest,
  schema: string,
): Promise<string> {
  const template = `crmkit_template_${await fingerprint(manifest, schema)}`
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [template])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      template,
    ])
    if (rowCount === 0) await makeTemplate(client, serverUrl, template, manifest, schema)
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [template])
  }
  return template
}

async function makeTemplate(
  client: pg.Client,
  serverUrl: string,
  template: string,
  manifest: Manifest,
  schema: string,
): Promise<void> {
  const building = `${template}_building`
  await client.query(`drop database if exists ${quoteIdentifier(building)} with (force)`)
  await client.query(`create database ${quoteIdentifier(building)}`)
  const logger = pino({ level: 'silent' })
  const database = await openDatabase(
    { plugins: [], database: { url: onDatabase(serverUrl, building), schema } },
    manifest,
    logger,
  )
  await database.migrate().finally(() => database.close())
  // Renamed last: a process killed half-way leaves no template that lacks a table.
  await client.query(
    `alter database ${quoteIdentifier(building)} rename to ${quoteIdentifier(template)}`,
  )
}

async function fingerprint(manifest: Manifest, schema: string): Promise<string> {
  const hash = createHash('sha256').update(schema)
  for (const { name, migrations } of manifest.plugins) {
    hash.update(name)
    if (!migrations) continue
    const files = (await readdir(migrations)).filter((file) => file.endsWith('.sql')).sort()
    for (const file of files) hash.update(file).update(await readFile(new URL(file, migrations)))
  }
  return hash.digest('hex').slice(0, 16)
}

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env['CRMKIT_TEST_DATABASE_URL']
  if (url !== undefined) return { url, stop: () => Promise.resolve() }
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-test-'))
  const embedded = await startEmbeddedPostgres({ dir, durable: false }).catch(
    async (error: unknown) => {
      await rm(dir, { recursive: true, force: true })
      throw error
    },
  )
  // The embedded owner may not create databases; its superuser lends that right to the test server alone.
  await withClient(embedded.superuserUrl, (client) =>
    client.query(`alter role ${quoteIdentifier(new URL(embedded.ownerUrl).username)} createdb`),
  )
  return {
    url: embedded.ownerUrl,
    async stop() {
      await embedded.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function onDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
