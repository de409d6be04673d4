import { spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from '@jest/globals'
import pg from 'pg'

import { startTestPostgres } from '../test-postgres.ts'

const prefix = 'crmkit-test-postgres-'
const folderOf = (pid: number) => join(tmpdir(), `${prefix}${pid}-`)

test('tests connect as an owner that row-level security binds', async () => {
  const client = new pg.Client(process.env.CRMKIT_TEST_DATABASE_URL)
  await client.connect()
  const { rows } = await client.query(
    'select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
  )
  await client.end()
  expect(rows).toEqual([
    {
      rolname: 'crm_owner',
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: true,
      rolcreatedb: true,
    },
  ])
})

test('a start removes what a killed run left, and nothing of a living one', async () => {
  const ended = spawnSync(process.execPath, ['--version']).pid
  const left = `${folderOf(ended)}left`
  mkdirSync(left)
  giveToServerAccount(left)
  const living = mkdtempSync(folderOf(process.pid))
  giveToServerAccount(living)

  const postgres = await startTestPostgres()
  expect(existsSync(left)).toBe(false)
  expect(existsSync(living)).toBe(true)
  rmSync(living, { recursive: true })

  const client = new pg.Client(postgres.superuserUrl)
  await client.connect()
  const { rows } = await client.query("select current_setting('data_directory') as data")
  await client.end()
  postgres.stop()
  expect(existsSync(String(rows[0].data))).toBe(false)
})

/** As root the server runs under another account: that of this run's data. */
function giveToServerAccount(folder: string): void {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix))
  const running = folders.find((name) => existsSync(join(tmpdir(), name, 'data')))
  const { uid, gid } = statSync(join(tmpdir(), running ?? ''))
  if (statSync(folder).uid !== uid) chownSync(folder, uid, gid)
}
