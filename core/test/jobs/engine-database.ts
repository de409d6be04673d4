import { randomUUID } from 'node:crypto'

import type pg from 'pg'
import pino from 'pino'

import { createMigrator } from '../../src/database/migrations.ts'
import { ensureAppRole } from '../../src/database/roles.ts'
import { SystemActor } from '../../src/identity/actor.ts'
import type { RequestContext } from '../../src/identity/request-context.ts'
import type { JobDefinition } from '../../src/jobs/define-job.ts'
import { installQueue } from '../../src/jobs/install-queue.ts'
import type { JobSpec } from '../../src/jobs/job-queue.ts'
import { createJobRegistry, type JobRegistry } from '../../src/jobs/job-registry.ts'
import { createTenantDb } from '../../src/tenancy/tenant-db.ts'
import { createTestDatabase } from '../database/test-database.ts'

/** A migrated database with a job queue and two tenants, and the doors to it; all of it without a kernel. */
export async function createEngineDatabase() {
  const database = await createTestDatabase()
  const pools = database.pools({ ownerMax: 12, acquireTimeoutMs: 20_000 })
  const schema = 'crm'
  const appRole = 'crm_app'
  await ensureAppRole(pools.owner, { schema, appRole })
  const sources = [{ plugin: 'core', dir: new URL('../../migrations/', import.meta.url) }]
  await createMigrator({ ownerPool: pools.owner, schema, appRole, sources }).up()
  await installQueue({ ownerPool: pools.owner, schema, appRole })
  const tenantDb = createTenantDb({ pool: pools.app })
  const [acme, globex] = [
    await addTenant(pools.owner, 'acme'),
    await addTenant(pools.owner, 'globex'),
  ]
  return {
    ...database,
    schema,
    appRole,
    owner: pools.owner,
    app: pools.app,
    tenantDb,
    acme,
    globex,
    async drop() {
      await tenantDb.close()
      await database.drop()
    },
  }
}

export type EngineDatabase = Awaited<ReturnType<typeof createEngineDatabase>>

export async function addTenant(owner: pg.Pool, key: string): Promise<string> {
  const id = randomUUID()
  await owner.query('insert into crm.tenants (id, key, name) values ($1, $2, $2)', [id, key])
  return id
}

/** Jobs that take any payload, by full name. */
export function registryOf(
  jobs: Readonly<Record<string, Partial<JobDefinition<never>>>>,
): JobRegistry {
  const run = () => Promise.resolve()
  return createJobRegistry(
    new Map(
      Object.entries(jobs).map(([name, job]) => [
        name,
        { payload: {}, run, ...job } as JobDefinition,
      ]),
    ),
  )
}

export function spec(tenantId: string, name: string, more: Partial<JobSpec> = {}): JobSpec {
  return { name, tenantId, requestId: 'test', payload: {}, maxAttempts: 10, ...more }
}

/** The engine's own context in a tenant: all rights. */
export function systemContext(tenantId: string): RequestContext {
  return {
    tenantId,
    actor: new SystemActor(tenantId, 'test'),
    rights: { key: 'system', scope: () => 'all', field: () => 'write' },
    through: 'host',
    requestId: randomUUID(),
  }
}

export const silent = pino({ level: 'silent' })

/** Asks until the answer is yes; fails with what it waited for. */
export async function until(
  what: string,
  ask: () => Promise<boolean> | boolean,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
