import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { mailUpkeep } from '../../src/mail/mail-upkeep.ts'
import { createMailWorld } from './mail-world.ts'

const world = await createMailWorld({
  mail: ({ port }) => ({ transport: `smtp://127.0.0.1:${port}`, from: 'crm@acme.example' }),
})
const pool = new pg.Pool({ connectionString: world.t.databaseUrl, max: 1 })
afterAll(async () => {
  await pool.end()
  await world.close()
})

test('that a mail was sent is known for 30 days', async () => {
  for (const key of ['29 days', '31 days']) {
    await world.send({ key })
    await pool.query(`update crm.mails set created_at = now() - $1::interval where key = $2`, [
      key,
      `host/${key}`,
    ])
  }
  for (const upkeep of mailUpkeep('crm')) await upkeep.run(pool)
  expect((await world.mails()).map(({ key }) => key)).toEqual(['host/29 days'])
})
