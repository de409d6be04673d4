import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { upload } from './support/import-kit.ts'
import { startWorker } from './support/kill-worker.ts'
import { largeFile } from './support/large-file.ts'

/** The engine itself takes some 45 MB of heap; the file is larger than all of the rest. */
const HEAP_MB = 80
const LINE_CHARS = 60_000_000

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

test('A worker whose memory is smaller than the file imports it, a line of 60 MB included', async () => {
  const acme = t.as('acme')
  const file = Buffer.concat([
    Buffer.from([...largeFile(10_000)].join('')),
    Buffer.alloc(LINE_CHARS, 'x'),
    Buffer.from([...largeFile(10_000)].join('').replaceAll('person', 'other').replace(/^.*$/m, '')),
  ])
  const { body } = await upload(acme, 'contacts', file, {
    mode: 'upsert',
    match: ['email'],
    country: 'US',
  })
  const worker = startWorker(t.databaseUrl, HEAP_MB)
  try {
    for (;;) {
      const { data } = (await acme.get(`/imports/${body.data.id}`)).body
      if (data.state === 'done') {
        expect(data.counters).toMatchObject({ rows: 20_001, refused: 199 })
        const { body: errors } = await acme.get(
          `/imports/${body.data.id}/errors?cursor=10000&limit=1`,
        )
        expect(errors.data[0]).toMatchObject({ line: 10_002, faults: [{ code: 'ROW_TOO_LARGE' }] })
        return
      }
      if (!worker.isRunning()) throw new Error('The worker ended: its heap was not enough.')
      await sleep(200)
    }
  } finally {
    worker.kill()
    await worker.exited
  }
}, 120_000)
