import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { createTestCrm } from '../../src/testing/index.ts'
import { library } from '../support/library-plugin.ts'

let lose: () => Promise<unknown> = () => Promise.resolve()
const outcomes: string[] = []
const plugin = await library({
  plugin: {
    jobs: {
      'write-late': {
        payload: { type: 'object', additionalProperties: false },
        maxAttempts: 1,
        async run(_payload: never, context: never) {
          await lose()
          const { records } = context as {
            records: (entity: string) => { create(data: object): Promise<unknown> }
          }
          await records('shelf')
            .create({ name: 'from a lost worker' })
            .then(
              () => outcomes.push('written'),
              (error: unknown) => outcomes.push(String((error as { code?: string }).code)),
            )
        },
      },
    },
  },
})
const t = await createTestCrm({ plugins: [plugin] })
const acme = t.as('acme')
const owner = new pg.Client({ connectionString: t.databaseUrl })
await owner.connect()
afterAll(async () => {
  await owner.end()
  await t.close()
})

test('a job whose worker was declared dead meanwhile writes nothing', async () => {
  const addJob = () =>
    acme.run(async (context) =>
      (context as unknown as { addJob(job: string, payload: object): Promise<void> }).addJob(
        'library:write-late',
        {},
      ),
    )
  await addJob()
  await t.drain()
  expect(outcomes).toEqual(['written'])
  lose = () => owner.query('delete from crm.workers')
  await addJob()
  await t.drain()
  expect(outcomes[1]).not.toBe('written')
  const { body } = await acme.get('/shelves')
  expect(body.data).toHaveLength(1)
})
