import { isCrmError } from '../base/crm-error.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { keptFields } from '../entities/reader/tenant-fields.ts'
import { customRowsStatements } from '../entities/writer/custom-rows.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import { refreshStatistics } from '../tenancy/refresh-statistics.ts'
import type { Row } from '../tenancy/statement.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { compileFields } from './compile-fields.ts'
import { errors } from './errors.ts'
import type { FieldDefinition } from './field-definition.ts'
import type { FieldStore } from './field-store.ts'

/** Without the `core:` in front. */
export const MAINTAIN_FIELD = 'maintain-custom-field'

interface Payload {
  readonly entity: string
  readonly key: string
}

export interface MaintainDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly store: FieldStore
  readonly forget: (tenantId: string) => void
}

/** Records of one transaction: they are locked for some 50 ms, and a killed run repeats at most these. */
const BATCH = 2_000
/** Columns by which lists find their way through the index. */
const INDEX = ['tenant_id', 'entity', 'field', 'v_text', 'v_num', 'v_ts']

/**
 * Does for older records what every write has done since an admin changed a field: adds index rows and claims, removes them, or removes
 * the values of a purged field. Reads the field's state before every batch, so that it does what is wanted now, however often it runs.
 *
 * The dispatcher hands the job over when all transactions older than the change have ended: whatever was written without
 * knowing of the change is there to be found.
 */
export function maintainFieldJob(
  deps: MaintainDeps,
): JobDefinition<Payload, { readonly request: RequestContext }> {
  const { schema, tenantDb, registry, store } = deps
  return {
    payload: {
      type: 'object',
      additionalProperties: false,
      required: ['entity', 'key'],
      properties: { entity: { type: 'string' }, key: { type: 'string' } },
    },
    maxAttempts: 25,
    queue: ({ entity, key }) => `custom-field/${entity}/${key}`,
    async run(payload, { request }, run) {
      const entity = registry.get(payload.entity)
      const field = { tenantId: request.tenantId, entity, key: payload.key }
      while (await step(field)) {
        if (run.signal.aborted) throw errors.CUSTOM_FIELD_JOB_INTERRUPTED()
      }
      await refreshStatistics(
        { schema, tenantDb, tenantId: request.tenantId },
        'value_index',
        INDEX,
      )
    },
  }

  interface Work {
    readonly tenantId: string
    readonly entity: Entity
    readonly key: string
  }

  /** One batch; false when nothing is left to do. */
  async function step(work: Work): Promise<boolean> {
    try {
      return await tenantDb.transaction(work.tenantId, async () => {
        const field = await locked(work)
        if (!field) return false
        if (field.status === 'purging') return purgeBatch(work, field)
        if (field.index === 'building' || field.claims === 'building')
          return buildBatch(work, field)
        if (field.index === 'dropping' || field.claims === 'dropping') return dropBatch(work, field)
        return false
      })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await giveUpClaims(work)
      return true
    }
  }

  /** Until the batch ends no admin changes the field. */
  async function locked({ tenantId, entity, key }: Work): Promise<FieldDefinition | undefined> {
    await store.hold(tenantId)
    return (await store.list(tenantId, entity.name)).find((field) => field.key === key)
  }

  async function buildBatch(work: Work, field: FieldDefinition): Promise<boolean> {
    const { tenantId, entity } = work
    const rows = await query(
      work,
      `select id from ${tableOf(entity)} where tenant_id = $1::uuid and ($2::uuid is null or id > $2) order by id limit ${BATCH} for no key update`,
      field.progress,
    )
    const ids = rows.map(([id]) => id as string)
    const kept = keptFields(compileFields([field], 0), entity.name)
    for (const statement of customRowsStatements({ schema, entity, tenantId, ids, kept }))
      await tenantDb.query(tenantId, statement)
    if (ids.length === BATCH) return noted(work, { ...field, progress: ids.at(-1) ?? null })
    const ready = (state: FieldDefinition['index']): FieldDefinition['index'] =>
      state === 'building' ? 'ready' : state
    return finished(work, {
      ...field,
      progress: null,
      index: ready(field.index),
      claims: ready(field.claims),
    })
  }

  async function dropBatch(work: Work, field: FieldDefinition): Promise<boolean> {
    const prefix = quoteIdentifier(schema)
    const index =
      field.index === 'dropping'
        ? await removeRows(work, `${prefix}.value_index`, `custom.${field.key}`)
        : 0
    const claims =
      field.claims === 'dropping' ? await removeRows(work, `${prefix}.custom_unique`, field.key) : 0
    if (index + claims > 0) return true
    const gone = (state: FieldDefinition['index']): FieldDefinition['index'] =>
      state === 'dropping' ? 'none' : state
    return noted(work, { ...field, index: gone(field.index), claims: gone(field.claims) })
  }

  async function removeRows(work: Work, table: string, field: string): Promise<number> {
    const rows = await query(
      work,
      `with gone as (delete from ${table} where ctid in (
         select ctid from ${table} where tenant_id = $1::uuid and entity = $2 and field = $3 limit ${BATCH}) returning 1)
       select count(*) from gone`,
      work.entity.name,
      field,
    )
    return Number(rows[0]?.[0])
  }

  async function purgeBatch(work: Work, field: FieldDefinition): Promise<boolean> {
    const { entity, key } = work
    // No new version of the record: what it answers does not change.
    const rows = await query(
      work,
      `with batch as (select id from ${tableOf(entity)} where tenant_id = $1::uuid and ($2::uuid is null or id > $2) order by id limit ${BATCH} for no key update),
         gone as (update ${tableOf(entity)} t set custom = t.custom - $3::text from batch where t.tenant_id = $1::uuid and t.id = batch.id and t.custom -> $3::text is not null)
       select count(*), (select id from batch order by id desc limit 1) from batch`,
      field.progress,
      key,
    )
    const [count, last] = rows[0] as [number, string | null]
    if (count === BATCH) return noted(work, { ...field, progress: last })
    const prefix = quoteIdentifier(schema)
    const left =
      (await removeRows(work, `${prefix}.value_index`, `custom.${key}`)) +
      (await removeRows(work, `${prefix}.custom_unique`, key))
    if (left > 0) return true
    return finished(work, {
      ...field,
      status: 'purged',
      progress: null,
      index: 'none',
      claims: 'none',
    })
  }

  async function noted({ tenantId }: Work, field: FieldDefinition): Promise<true> {
    await store.note(tenantId, field)
    return true
  }

  /** Readers and writers are to know. */
  async function finished(work: Work, field: FieldDefinition): Promise<true> {
    await store.lock(work.tenantId)
    await store.note(work.tenantId, field)
    tenantDb.afterCommit(() => deps.forget(work.tenantId))
    return true
  }

  /** Two records got the same value between the admin's look and the change: the field cannot become unique. */
  async function giveUpClaims(work: Work): Promise<void> {
    await tenantDb.transaction(work.tenantId, async () => {
      const field = await locked(work)
      if (field?.claims !== 'building') return
      const failure = {
        code: 'DUPLICATES',
        message:
          'Some records share a value, so the field did not become unique. Change them and try again.',
      }
      await finished(work, { ...field, claims: 'dropping', progress: null, failure })
    })
  }

  function query(
    { tenantId }: Work,
    text: string,
    ...values: readonly unknown[]
  ): Promise<readonly Row[]> {
    return tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
  }

  function tableOf(entity: Entity): string {
    return `${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)}`
  }
}

/** 23505: another record has the value. 21000: two of one batch have it. */
function isDuplicate(error: unknown): boolean {
  const cause = isCrmError(error) ? error.cause : error
  const { code, constraint = '' } = (cause ?? {}) as { code?: string; constraint?: string }
  return code === '21000' || (code === '23505' && constraint.startsWith('custom_unique'))
}
