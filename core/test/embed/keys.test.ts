import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { decodeProtectedHeader } from 'jose'
import pg from 'pg'

import { embedUpkeep } from '../../src/kernel/engine-embed.ts'
import { ada, createEmbedWorld, type EmbedWorld, page, verdict } from './embed-world.ts'

let t: EmbedWorld
let owner: pg.Pool
beforeAll(async () => {
  t = await createEmbedWorld()
  owner = new pg.Pool({ connectionString: t.databaseUrl, max: 1 })
})
afterAll(async () => {
  await owner.end()
  await t.close()
})

const kidOf = (token: string) => decodeProtectedHeader(token).kid
const age = (kid: string | undefined, interval: string) =>
  owner.query('update crm.embed_keys set created_at = now() - $2::interval where kid = $1', [
    kid,
    interval,
  ])

test('all processes sign and read with the same key', async () => {
  const other = await t.another()
  const here = await t.token()
  const { token: there } = await other.embedSession(ada())
  expect(kidOf(there)).toBe(kidOf(here))
  expect((await page(other, here)('GET', '/authors')).status).toBe(200)
  expect((await page(t.crm, there)('GET', '/authors')).status).toBe(200)
})

test('after a day another key signs; what the old one has signed stays good until it is over', async () => {
  const [reader, old] = [await t.another(), await t.token()]
  expect((await page(reader, old)('GET', '/authors')).status).toBe(200)
  await age(kidOf(old), '24 hours 1 minute')
  // A process that comes later: the one above may keep what it knows of keys for half a minute.
  const later = await t.another()
  const { token } = await later.embedSession(ada())
  expect(kidOf(token)).not.toBe(kidOf(old))
  expect((await page(later, old)('GET', '/authors')).status).toBe(200)
  // The reader has never seen the new key, and finds it.
  expect((await page(reader, token)('GET', '/authors')).status).toBe(200)
})

test('a key whose tokens are all over verifies nothing any more, and upkeep takes it away', async () => {
  const { token } = await (await t.another()).embedSession(ada())
  await age(kidOf(token), '25 hours 1 minute')
  const later = await t.another()
  expect(verdict(await page(later, token)('GET', '/authors'))).toEqual([401, 'EMBED_TOKEN_INVALID'])
  await owner.query("update crm.embed_sessions set created_at = now() - interval '3 hours'")
  await owner.query("update crm.embed_origins set renewed_at = now() - interval '3 hours'")
  for (const upkeep of embedUpkeep('crm')) await upkeep.run(owner)
  const { rows } = await owner.query(
    `select (select count(*)::int from crm.embed_keys where kid = $1) as keys,
      (select count(*)::int from crm.embed_sessions) as sessions, (select count(*)::int from crm.embed_origins) as origins`,
    [kidOf(token)],
  )
  expect(rows).toEqual([{ keys: 0, sessions: 0, origins: 0 }])
})

test('no request can read a key: the role that requests run as may not', async () => {
  const client = await owner.connect()
  try {
    await client.query('begin')
    await client.query('set local role crm_app')
    await expect(client.query('select secret from crm.embed_keys')).rejects.toThrow(/permission/)
    await client.query('rollback')
  } finally {
    client.release()
  }
})
