import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type pg from 'pg'

import { fillPlaceholders } from '../../src/database/migration-files.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { diffSnapshots } from '../../src/database/schema-diff.ts'
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/database/schema-snapshot.ts'
import { readCatalog } from './catalog.ts'
import { snapshotPairs } from './random-snapshots.ts'
import { createTestDatabase } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let owner: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase()
  owner = database.pools().owner
  await ensureAppRole(owner, { schema: 'crm', appRole: 'crm_app' })
})
afterAll(() => database.drop())

test('Making A and applying the difference to B gives the same tables as making B', async () => {
  let destructive = 0
  await fc.assert(
    fc.asyncProperty(snapshotPairs(), async ([before, after]) => {
      await emptySchemas()
      await apply('one', EMPTY_SNAPSHOT, before)
      const diff = await apply('one', before, after)
      await apply('two', EMPTY_SNAPSHOT, after)
      expect(await readCatalog(owner, 'one')).toEqual(await readCatalog(owner, 'two'))
      if (diff.class === 'destructive') destructive += 1
    }),
    { numRuns: Number(process.env['CRMKIT_DIFF_RUNS'] ?? 60) },
  )
  expect(destructive).toBeGreaterThan(0)
})

test('The difference between a snapshot and itself is nothing', () => {
  fc.assert(
    fc.property(snapshotPairs(), ([snapshot]) => {
      expect(diffSnapshots(snapshot, structuredClone(snapshot))).toEqual({
        class: 'additive',
        statements: [],
        afterwards: [],
        losses: [],
        recomputes: [],
        summary: [],
      })
    }),
  )
})

async function apply(schema: string, before: Snapshot, after: Snapshot) {
  const diff = diffSnapshots(before, after)
  const fill = (sql: string) => fillPlaceholders(sql, { schema, appRole: 'crm_app' })
  const client = await owner.connect()
  try {
    if (diff.statements.length > 0) await client.query(fill(diff.statements.join(';\n')))
    for (const statement of diff.afterwards) await client.query(fill(statement))
  } finally {
    client.release()
  }
  return diff
}

async function emptySchemas(): Promise<void> {
  await owner.query(
    `set client_min_messages = warning; drop schema if exists one, two cascade; create schema one; create schema two`,
  )
}
