import { readFileSync } from 'node:fs'

import { expect, test } from '@jest/globals'

import { membersOf, numberIn, schemaPaths } from '../docs/source-facts.ts'

const page = readFileSync(new URL('../../docs/reference/options.md', import.meta.url), 'utf8')
/** Option → default, as the tables of the page say. */
const told = new Map(
  [...page.matchAll(/^\| `([\w.]+)` \| (.*?) \| /gm)].map(([, name, initial]) => [name, initial]),
)
const options = 'core/src/kernel/crm-options.ts'
const groups = ['database', 'worker', 'limits', 'embed', 'live']

test('the page tells every option there is, and none besides', () => {
  const inside = (prefix: string, file: string, name: string) =>
    membersOf(file, name).map((member) => `${prefix}.${member}`)
  const top = membersOf(options, 'CrmOptions').filter((name) => !groups.includes(name))
  const database = inside('database', options, 'DatabaseOptions')
  expect([...told.keys()].sort()).toEqual(
    [
      ...top,
      ...database.filter((name) => name !== 'database.embedded'),
      ...['dir', 'port', 'durable'].map((name) => `database.embedded.${name}`),
      ...inside('worker', options, 'WorkerSettings'),
      ...inside('live', 'core/src/live/live-limits.ts', 'LiveLimits'),
      ...inside('live', 'core/src/live/create-live.ts', 'LiveSettings'),
      ...inside('limits', 'core/src/http/rate-limit.ts', 'RateLimits'),
      ...inside('limits', 'core/src/http/app.ts', 'HttpLimits'),
      ...inside('embed', options, 'EmbedOptions'),
    ].sort(),
  )
})

test('every option that createCrm checks is on the page', () => {
  const checked = schemaPaths(options, 'schema')
  expect(checked).toContain('database.embedded.dir')
  const unknown = checked.filter((path) => !told.has(path) && !groups.includes(path))
  expect(unknown).toEqual([])
})

test.each([
  ['database.max', 'core/src/database/pools.ts', 'DEFAULT_MAX_CONNECTIONS'],
  ['database.acquireTimeoutMs', 'core/src/database/pools.ts', 'DEFAULTS.acquireTimeoutMs'],
  ['database.statementTimeoutMs', 'core/src/database/pools.ts', 'DEFAULTS.statementTimeoutMs'],
  ['database.lockTimeoutMs', 'core/src/database/pools.ts', 'DEFAULTS.lockTimeoutMs'],
  ['worker.concurrency', 'core/src/jobs/worker.ts', 'DEFAULTS.concurrency'],
  ['worker.pollIntervalMs', 'core/src/jobs/worker.ts', 'DEFAULTS.pollIntervalMs'],
  ['worker.heartbeatMs', 'core/src/jobs/worker.ts', 'DEFAULTS.heartbeatMs'],
  ['worker.deadAfterMs', 'core/src/jobs/worker.ts', 'DEFAULTS.deadAfterMs'],
  ['live.perActor', 'core/src/live/live-limits.ts', 'PER_ACTOR'],
  ['live.perTenant', 'core/src/live/live-limits.ts', 'PER_TENANT'],
  ['live.perProcess', 'core/src/live/live-limits.ts', 'PER_PROCESS'],
  ['live.heartbeatMs', 'core/src/live/create-live.ts', 'HEARTBEAT_MS'],
  ['limits.inFlight', 'core/src/http/app.ts', 'MAX_IN_FLIGHT'],
  ['limits.bodyTimeoutMs', 'core/src/http/app.ts', 'BODY_TIMEOUT_MS'],
])('the page says the default of %s as %s has it', (option, file, constant) => {
  const unit = option.endsWith('Ms') ? ' ms' : ''
  expect(told.get(option)).toBe(`${numberIn(file, constant)}${unit}`)
})
