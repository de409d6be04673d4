import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'
import { type CheckedInput, type ExternalRef, invalid } from './check-input.ts'
import { completeValues } from './complete-values.ts'
import { refusalsById } from './gather-refusals.ts'
import { insertRecords } from './insert-records.ts'
import { danglingTargets } from './list-targets.ts'
import { holdFields, stageName, writeExtensions } from './many-statements.ts'
import { sidecarChanges } from './sidecar-changes.ts'
import { assertMay, setOwner } from './write-guards.ts'
import type { Refusals } from './write-many.ts'
import type { WriterOptions } from './writer.ts'

/** A record to be made, under an id the caller has minted: records of one call may point at each other. */
export interface NewInput {
  readonly id: string
  readonly input: unknown
}

interface Draft {
  readonly id: string
  readonly refs: readonly ExternalRef[]
  /** What the hooks see. */
  readonly event: { data: Record<string, unknown> }
}

/**
 * Does what `create` does, step by step for all of them: checks, hooks, records, index and change rows. Gives those that are refused; then
 * the transaction must be rolled back.
 */
export async function createTogether(
  options: WriterOptions,
  context: RequestContext,
  entity: Entity,
  records: readonly NewInput[],
): Promise<Refusals> {
  const { tenantDb, schema, lookup, hooksOf, tenantFields } = options
  const { tenantId } = context
  const hooks = hooksOf(entity.name)
  const fields = await tenantFields?.of(tenantId)
  const { found, refuse, attempt, runHooks } = refusalsById()

  const drafts = check(fields)
  if (found.size > 0) return found
  await runHooks(
    hooks,
    'beforeCreate',
    drafts.map(({ id, event }) => [id, event]),
    context,
  )
  if (found.size > 0) return found
  const rows = drafts.map(({ id, refs, event }) => {
    const { ext, ...values } = event.data as Record<string, unknown> & { ext?: CheckedInput['ext'] }
    return { id, refs, values, sidecars: sidecarChanges(entity, ext, undefined) }
  })
  for (const [id, faults] of await danglingTargets(options, tenantId, entity, rows))
    refuse(id, invalid(entity, faults))
  if (found.size > 0) return found
  await insert()
  if (!hooks.has('afterCreate')) return found
  const whole = await lookup.wholeMany(
    tenantId,
    entity,
    rows.map(({ id }) => id),
  )
  await runHooks(
    hooks,
    'afterCreate',
    rows.map(({ id }) => [id, { record: whole.get(id) }]),
    context,
  )
  return found

  function check(fields: TenantFields | undefined): Draft[] {
    const scope = assertMay(context, entity, 'create')
    const drafts: Draft[] = []
    for (const { id, input } of records) {
      attempt(id, () => {
        const { values, ext, externalRefs } = options.checker.check(
          context,
          entity,
          'create',
          input,
          fields,
        )
        completeValues(hooks, values, undefined)
        setOwner(context, entity, scope, values)
        const data = ext ? Object.assign(values, { ext }) : values
        drafts.push({ id, refs: externalRefs ?? [], event: { data } })
      })
    }
    return drafts
  }

  async function insert(): Promise<void> {
    await holdFields(options, context, entity, fields, rows)
    const taken = await insertRecords(
      { schema, tenantDb, context, fields, stageName },
      entity,
      rows.map(({ sidecars, ...row }) => ({ ...row, beside: sidecars?.after })),
    )
    // Which value it is, the write of the record alone will tell.
    if (taken.size > 0) throw errors.UNIQUE_TAKEN({ entity: entity.name, field: 'value' })
    await writeExtensions(
      options,
      context,
      entity,
      rows.map(({ id, sidecars }) => ({ id, ext: sidecars?.ext })),
    )
    tenantDb.afterCommit(options.wake)
  }
}
