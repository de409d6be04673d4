import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { EmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { query, temporaryFolder } from './embedded-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let postgres: EmbeddedPostgres

beforeAll(async () => {
  folder = await temporaryFolder()
  postgres = await folder.start()
})
afterAll(() => folder.remove())

test('An empty folder becomes a database whose owner may create roles and is no superuser', async () => {
  const [owner] = await query(
    postgres.ownerUrl,
    `select current_user::text as name, rolsuper, rolbypassrls, rolcreaterole,
       (select datdba = r.oid from pg_database where datname = current_database()) as owns
     from pg_roles r where rolname = current_user`,
  )
  expect(owner).toEqual({
    name: 'crm_owner',
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: true,
    owns: true,
  })
  expect(postgres.reused).toBe(false)
})

test('The app role is bound by row-level security and cannot create anything', async () => {
  const [app] = await query(
    postgres.appUrl,
    'select current_user::text as name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
  )
  expect(app).toEqual({
    name: 'crm_app',
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
  })
  for (const sql of ['create schema mine', 'create table public.mine (id int)']) {
    await expect(query(postgres.appUrl, sql)).rejects.toMatchObject({ code: '42501' })
  }
})

test('Text is ordered by code point on every machine, and times are in UTC', async () => {
  const rows = await query<{ word: string }>(
    postgres.ownerUrl,
    `select word from (values ('b'), ('a'), ('B'), ('ä')) words (word) order by word`,
  )
  expect(rows.map((row) => row.word)).toEqual(['B', 'a', 'b', 'ä'])
  const [settings] = await query(
    postgres.ownerUrl,
    `select current_setting('timezone') as timezone, current_setting('jit') as jit, upper('ä') as upper`,
  )
  expect(settings).toEqual({ timezone: 'UTC', jit: 'off', upper: 'Ä' })
})

test('The server listens on this machine only, and its passwords are closed to other users', async () => {
  const [row] = await query(
    postgres.superuserUrl,
    `select current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets`,
  )
  expect(row).toEqual({ listen: '127.0.0.1', sockets: '' })
  expect((await stat(join(folder.dir, 'crmkit.json'))).mode & 0o777).toBe(0o600)
  const url = new URL(postgres.appUrl)
  url.password = 'wrong'
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('The engine adds no exit hook and no signal handler to the process', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit'] as const) {
    const ours = process
      .listeners(signal as 'exit')
      .filter((listener) => /postgres|embedded/i.test(String(listener)))
    expect(ours).toEqual([])
  }
})
