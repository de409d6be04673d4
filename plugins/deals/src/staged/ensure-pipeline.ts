import type { AnyContext, AnyRecord } from './any-context.ts'

const SALES: readonly AnyRecord[] = [
  { name: 'Qualification', probability: 10, color: 'gray', rottingDays: 14 },
  { name: 'Needs analysis', probability: 25, color: 'blue', rottingDays: 21 },
  { name: 'Proposal', probability: 50, color: 'indigo', rottingDays: 21 },
  { name: 'Negotiation', probability: 75, color: 'amber', rottingDays: 14 },
  { name: 'Won', kind: 'won', color: 'green' },
  { name: 'Lost', kind: 'lost', color: 'red' },
]
const WORK: readonly AnyRecord[] = [
  { name: 'To do', color: 'gray' },
  { name: 'In progress', color: 'blue' },
  { name: 'Done', kind: 'won', color: 'green' },
  { name: 'Dropped', kind: 'lost', color: 'red' },
]

/** The pipeline of a tenant that has made none: the first record must not need an admin. Two first records at once make one. */
export async function ensurePipeline(entity: string, context: AnyContext): Promise<void> {
  await context.sql(
    (sql) =>
      `select pg_advisory_xact_lock(hashtextextended(${sql.tenant}::text || ${sql.value(` pipeline ${entity}`)}, 0))`,
  )
  const [known] = await context.sql(
    (sql) => `select 1 from ${sql.table('pipeline')} p
      where p.tenant_id = ${sql.tenant} and p.entity = ${sql.value(entity)} and p.deleted_at is null
        and exists (select from ${sql.table('stage')} s where s.tenant_id = ${sql.tenant} and s.pipeline_id = p.id and s.kind = 'open' and s.deleted_at is null) limit 1`,
  )
  if (known) return
  const plugin = await context.asPlugin()
  const isDeal = entity === 'deal'
  const name = isDeal ? 'Sales' : (context.entity(entity)?.label.many ?? entity)
  const pipeline = await plugin.records('pipeline').create({ name, entity })
  for (const stage of isDeal ? SALES : WORK)
    await plugin.records('stage').create({ ...stage, pipelineId: pipeline['id'] })
}
