import { quoteIdentifier } from '../../database/identifiers.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'
import { MAX_CUSTOM_BYTES, tooLarge } from './check-custom.ts'
import { type CheckedInput, type ExternalRef, invalid } from './check-input.ts'
import { completeValues } from './complete-values.ts'
import { differing } from './differing.ts'
import { refusalsById } from './gather-refusals.ts'
import { danglingTargets } from './list-targets.ts'
import { loggedValues } from './logged-values.ts'
import { holdFields, stageName, writeExtensions } from './many-statements.ts'
import { changedKeys, mergeObjects } from './merge-objects.ts'
import type { WholeRecord } from './record-lookup.ts'
import { type SidecarChanges, sidecarChanges } from './sidecar-changes.ts'
import { externalRefsStatements } from './sidecars.ts'
import { updateRecords } from './update-records.ts'
import { propertyOf } from './update-statement.ts'
import { assertMay } from './write-guards.ts'
import type { Refusals } from './write-many.ts'
import type { WriterOptions } from './writer.ts'

/** A JSON merge patch of a record. */
export interface ManyPatch {
  readonly id: string
  readonly patch: unknown
}

type Values = Readonly<Record<string, unknown>>

interface Row {
  readonly id: string
  readonly before: WholeRecord
  /** Columns as the hooks left them; of `custom` the keys that are written, null meaning gone. */
  readonly values: Values
  readonly refs: readonly ExternalRef[] | undefined
  readonly sidecars: SidecarChanges | undefined
}

/**
 * Does what `update` does, step by step for all of them: lock, checks, hooks, records, index and change rows. Gives those that are refused;
 * then the transaction must be rolled back.
 */
export async function updateTogether(
  options: WriterOptions,
  context: RequestContext,
  entity: Entity,
  records: readonly ManyPatch[],
): Promise<Refusals> {
  const { tenantDb, schema, lookup, hooksOf, tenantFields } = options
  const { tenantId } = context
  const ids = records.map(({ id }) => id)
  const hooks = hooksOf(entity.name)
  const fields = await tenantFields?.of(tenantId)
  const { found, refuse, attempt, runHooks } = refusalsById()

  const scope = assertMay(context, entity, 'update')
  const checked = check(fields)
  if (found.size > 0) return found
  const reached = await lookup.lockMany(context, entity, ids, scope)
  for (const id of ids)
    if (!reached.has(id)) refuse(id, errors.RECORD_NOT_FOUND({ entity: entity.name, id }))
  if (found.size > 0) return found
  const befores = await lookup.wholeMany(tenantId, entity, ids)
  const rows = await hooked(befores)
  if (found.size > 0) return found
  for (const [id, faults] of await danglingTargets(options, tenantId, entity, rows))
    refuse(id, invalid(entity, faults))
  if (found.size > 0) return found
  await write(rows)
  if (found.size === 0 && hooks.has('afterUpdate')) await tellHooks(rows)
  return found

  function check(fields: TenantFields | undefined): ReadonlyMap<string, CheckedInput> {
    const checked = new Map<string, CheckedInput>()
    for (const { id, patch } of records)
      attempt(id, () => {
        checked.set(id, options.checker.check(context, entity, 'patch', patch, fields))
      })
    return checked
  }

  async function hooked(befores: ReadonlyMap<string, WholeRecord>): Promise<Row[]> {
    const drafts: { id: string; event: { before: WholeRecord; data: Record<string, unknown> } }[] =
      []
    for (const [id, { values, ext }] of checked) {
      attempt(id, () => {
        const before = befores.get(id) as WholeRecord
        const data = mergeObjects(entity, values, before)
        completeValues(hooks, data, before)
        drafts.push({ id, event: { before, data: ext ? Object.assign(data, { ext }) : data } })
      })
    }
    if (found.size === 0)
      await runHooks(
        hooks,
        'beforeUpdate',
        drafts.map(({ id, event }) => [id, event]),
        context,
      )
    return drafts.map(({ id, event: { before, data } }) => {
      const { ext, ...values } = data as Record<string, unknown> & { ext?: CheckedInput['ext'] }
      const sidecars = sidecarChanges(entity, ext, before)
      return { id, before, values, sidecars, refs: checked.get(id)?.externalRefs }
    })
  }

  async function write(rows: readonly Row[]): Promise<void> {
    await holdFields(options, context, entity, fields, rows)
    const changed = rows.flatMap((row) => {
      const change = changeOf(entity, row, fields)
      const isTouched = row.sidecars !== undefined || row.refs !== undefined
      return isTouched || Object.keys(change.changes).length > 0 ? [change] : []
    })
    await updateRecords(
      { schema, tenantDb, context, fields, stageName },
      entity,
      changed,
      undefined,
    )
    await refuseOverfull(changed.filter(({ changes }) => 'custom' in changes).map(({ id }) => id))
    await writeExtensions(
      options,
      context,
      entity,
      rows.map(({ id, sidecars }) => ({ id, ext: sidecars?.ext })),
    )
    for (const { id, refs } of rows)
      for (const statement of refs
        ? externalRefsStatements({ schema, entity, tenantId, id }, refs)
        : [])
        await tenantDb.query(tenantId, statement)
    tenantDb.afterCommit(options.wake)
  }

  async function refuseOverfull(written: readonly string[]): Promise<void> {
    if (written.length === 0) return
    // Joined with nothing, it is the value in memory: what is checked must not depend on how well it compresses.
    const large = await tenantDb.query(tenantId, {
      text: `select id from ${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)}
        where tenant_id = $1::uuid and id = any($2::uuid[]) and pg_column_size(custom || '{}'::jsonb) > ${MAX_CUSTOM_BYTES}`,
      values: [tenantId, written],
    })
    for (const [id] of large) refuse(id as string, invalid(entity, [tooLarge()]))
  }

  async function tellHooks(rows: readonly Row[]): Promise<void> {
    const whole = await lookup.wholeMany(tenantId, entity, ids)
    const events = rows.map(({ id, before }) => {
      const record = whole.get(id) as WholeRecord
      return [id, { before, record, changed: changedKeys(before, record) }] as const
    })
    await runHooks(hooks, 'afterUpdate', events, context)
  }
}

/** What really differs from the record as it was. */
function changeOf(
  entity: Entity,
  { id, before, values, sidecars }: Row,
  fields: TenantFields | undefined,
) {
  for (const key of Object.keys(values)) propertyOf(entity, key)
  const old = (before['custom'] ?? {}) as Values
  const patch = (values['custom'] ?? {}) as Values
  const keys = Object.keys(patch).filter(
    (key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(patch[key] ?? null),
  )
  const { custom: _, ...columns } = values
  const changes = differing(entity, before, columns)
  if (keys.length > 0) changes['custom'] = merged(old, patch)
  // Of custom values the change row tells only those that change.
  const told = (values: Values) =>
    keys.length === 0 ? {} : loggedValues(entity, { custom: pick(values, keys) }, fields)
  return {
    id,
    before,
    changes,
    refs: [],
    beside: {
      before: { ...told(old), ...sidecars?.before },
      after: { ...told(patch), ...sidecars?.after },
    },
  }
}

function merged(old: Values, patch: Values): Values {
  return Object.fromEntries(
    Object.entries({ ...old, ...patch }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  )
}

function pick(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))
}
