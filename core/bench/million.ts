/** Question: with a million contacts in one tenant, does every list statement use an index, and how long does it take? Run: `npm run bench -- million`. */
import pg from 'pg'

import { contacts } from '@crmkit/contacts'

import { createReader } from '../src/entities/reader/reader.ts'
import { ENGINE_VERSION } from '../src/kernel/engine-version.ts'
import { composeManifest } from '../src/kernel/manifest.ts'
import type { Statement } from '../src/tenancy/statement.ts'
import { createTenantDb } from '../src/tenancy/tenant-db.ts'
import { benchDatabase } from './bench-database.ts'
import { saveResult } from './save-result.ts'

const ROWS = Number(process.env['BENCH_ROWS'] ?? 1_000_000)
const ROUNDS = 40

const LISTS: Readonly<Record<string, object>> = {
  newest: {},
  'by last name': { sort: 'lastName' },
  'by last name, downwards': { sort: '-lastName' },
  'recently changed': { sort: '-updatedAt' },
  'one status': { filter: { status: 'customer' } },
  'one status by name': { filter: { status: 'customer' }, sort: 'name' },
  'a unique value': { filter: { email: 'person77@company77.example' } },
  'a rare fragment': { q: 'first77777' },
  'a frequent fragment': { q: 'example' },
  'created lately': { filter: { createdAt: { within: 'last 7 days' } } },
}

const database = await benchDatabase(ROWS)
const pool = new pg.Pool({ connectionString: database.appUrl, max: 4 })
const tenantDb = createTenantDb({ pool })
try {
  const { registry } = composeManifest([contacts()], ENGINE_VERSION)
  const sent: Statement[] = []
  const reader = createReader({
    schema: 'crm',
    registry,
    clock: { now: () => Date.now() },
    tenantDb: {
      ...tenantDb,
      inTransaction: false,
      query: (tenantId, statement) => {
        sent.push(statement)
        return tenantDb.query(tenantId, statement)
      },
    },
  })
  const rights = { key: 'bench', scope: () => 'all' as const, field: () => 'write' as const }
  const actor = {
    tenantId: database.tenantId,
    id: 'bench',
    kind: 'key' as const,
    roles: [],
    memberId: null,
    teamIds: [],
  }
  const context = {
    tenantId: database.tenantId,
    actor,
    rights,
    through: 'http' as const,
    requestId: 'bench',
  }
  const rows: object[] = []
  for (const [scenario, query] of Object.entries(LISTS)) {
    const times: number[] = []
    sent.length = 0
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      await reader.list(context, registry.get('contact'), query)
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    rows.push({
      scenario,
      p50Ms: rounded(times[ROUNDS / 2]),
      p95Ms: rounded(times[Math.floor(ROUNDS * 0.95)]),
      seqScan: await scansTable(sent[0]),
    })
  }
  await saveResult('million', { contacts: ROWS, rounds: ROUNDS }, rows)
  if (rows.some((row) => (row as { seqScan: boolean }).seqScan))
    throw new Error('A list reads the whole table.')
} finally {
  await tenantDb.close()
  await pool.end()
  await database.close()
}

/** True when the statement's plan, as it runs for this tenant under row-level security, reads the table from one end to the other. */
async function scansTable(statement: Statement | undefined): Promise<boolean> {
  const { text = '', values = [] } = statement ?? {}
  const plan = await tenantDb.query(database.tenantId, {
    text: `explain (analyze, costs off, timing off) ${text}`,
    values,
  })
  const lines = plan.map(([line]) => String(line))
  return lines.some((line) => /Seq Scan on contacts/.test(line) && !/never executed/.test(line))
}

function rounded(ms: number | undefined): number {
  return Math.round((ms ?? 0) * 100) / 100
}
