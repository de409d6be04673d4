import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import pg from 'pg'

import { createPools, type Pools } from '../../src/database/pools.ts'

/** A database of one test file's own, empty, with its pools. */
export async function createTestDatabase() {
  const server = new URL(process.env['CRMKIT_TEST_DATABASE_URL'] ?? '')
  const name = `floor_${randomBytes(6).toString('hex')}`
  await run(server.href, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const opened: Pools[] = []
  return {
    name,
    ownerUrl: url.href,
    superuserUrl: Object.assign(new URL(process.env['CRMKIT_TEST_SUPERUSER_URL'] ?? ''), {
      pathname: `/${name}`,
    }).href,
    pools(options: Partial<Parameters<typeof createPools>[0]> = {}): Pools {
      const pools = createPools({ ownerUrl: url.href, appRole: 'crm_app', ...options })
      opened.push(pools)
      return pools
    },
    async drop(): Promise<void> {
      for (const pools of opened) await pools.close()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
      // Force ends connections of the superuser too, which the owner may not.
      await run(
        process.env['CRMKIT_TEST_SUPERUSER_URL'] ?? '',
        `drop database ${name} with (force)`,
      )
    },
  }
}

/** Of this test file; removed with its database. */
const folders: string[] = []

/** A folder of migration files, `{ '0001_a.sql': '…' }`, in the form the migrator takes. */
export async function migrationFolder(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-migrations-'))
  folders.push(folder)
  const write = async (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) await writeFile(join(folder, name), text)
  }
  await write(files)
  return {
    dir: pathToFileURL(`${folder}/`),
    write,
    remove: (name: string) => rm(join(folder, name)),
  }
}

export async function run<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}
