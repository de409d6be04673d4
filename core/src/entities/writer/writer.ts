import { type CrmError, isCrmError } from '../../base/crm-error.ts'
import { uuidV7 } from '../../base/uuid-v7.ts'
import { createStatementNames } from '../../database/statement-names.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Scope } from '../../identity/rights.ts'
import type { Row, Statement } from '../../tenancy/statement.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import type { HooksOf } from '../entity-hooks.ts'
import type { EntityRegistry } from '../entity-registry.ts'
import { errors } from '../errors.ts'
import type { Reader } from '../reader/reader.ts'
import type { TenantFields, TenantFieldsSource } from '../reader/tenant-fields.ts'
import { MAX_CUSTOM_BYTES, tooLarge } from './check-custom.ts'
import { type CheckedInput, type InputChecker, invalid } from './check-input.ts'
import { completeValues } from './complete-values.ts'
import { constraintError } from './constraint-error.ts'
import { createStatement } from './create-statement.ts'
import { listIndexes } from './list-index.ts'
import { danglingTargets } from './list-targets.ts'
import { loggedValues } from './logged-values.ts'
import { createManyWriter, type ManyWriter } from './many-writer.ts'
import { changedKeys, isObjectPatch, mergeObjects } from './merge-objects.ts'
import type { RecordLookup } from './record-lookup.ts'
import { createRemover, type Remover } from './remover.ts'
import { type SidecarChanges, sidecarChanges } from './sidecar-changes.ts'
import { extensionStatement, externalRefsStatements, listIndexStatement } from './sidecars.ts'
import {
  blindUpdateStatement,
  type UpdateOptions,
  updateStatement,
  type UpdateValues,
} from './update-statement.ts'
import { createUpserter } from './upserter.ts'
import { assertMay, assertVersion, setOwner, stale } from './write-guards.ts'
import { writeStamp } from './write-stamp.ts'

/** What a write gives back. */
export interface Written {
  readonly id: string
  readonly version: number
  /** JSON text of the record as the actor may read it. */
  readonly json: string
}

export interface WriteCondition {
  /** From `If-Match`; a record of another version is refused with 412. */
  readonly version?: number | undefined
}

/** Every write there is: HTTP, `crm.run`, imports and jobs meet the same checks, hooks and change rows here. */
export interface Writer extends Remover, ManyWriter {
  create(context: RequestContext, entity: Entity, input: unknown): Promise<Written>
  /** JSON merge patch (RFC 7396). A patch that changes nothing writes nothing and keeps the version. */
  update(
    context: RequestContext,
    entity: Entity,
    id: string,
    patch: unknown,
    condition?: WriteCondition,
  ): Promise<Written>
  /** Sets every writable field: what is left out is cleared. */
  replace(
    context: RequestContext,
    entity: Entity,
    id: string,
    input: unknown,
    condition?: WriteCondition,
  ): Promise<Written>
  /** Creates, or updates the record a unique property or `external:<system>:<type>` finds. */
  upsert(
    context: RequestContext,
    entity: Entity,
    key: string,
    value: string,
    input: unknown,
  ): Promise<Written & { readonly created: boolean }>
  /** Several writes in one transaction. */
  together<T>(context: RequestContext, work: () => Promise<T>): Promise<T>
}

export interface WriterOptions {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly reader: Reader
  readonly checker: InputChecker
  readonly lookup: RecordLookup
  readonly hooksOf: HooksOf
  /** The tenants' own fields; without it `custom` takes any object. */
  readonly tenantFields?: TenantFieldsSource | undefined
  /** PostgreSQL 18 and newer return the old row of an update. */
  readonly returnsOld: boolean
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake: () => void
}

export function createWriter(options: WriterOptions): Writer {
  const { schema, tenantDb, reader, lookup, checker, hooksOf, tenantFields } = options
  const nameOf = createStatementNames('w')

  return Object.freeze({
    ...createRemover(options),
    ...createUpserter({ reader, tenantFields, create, update }),
    ...createManyWriter(options, { createAs, update }),
    create,
    update,
    replace,
    together,
  })

  function create(context: RequestContext, entity: Entity, input: unknown): Promise<Written> {
    return createAs(uuidV7(), context, entity, input)
  }

  async function createAs(
    id: string,
    context: RequestContext,
    entity: Entity,
    input: unknown,
  ): Promise<Written> {
    const scope = assertMay(context, entity, 'create')
    return byCurrentFields(context, (fields) => {
      const checked = checker.check(context, entity, 'create', input, fields)
      completeValues(hooksOf(entity.name), checked.values, undefined)
      setOwner(context, entity, scope, checked.values)
      return namingTheOther(context, entity, checked.values, () =>
        createChecked(id, context, entity, checked),
      )
    })
  }

  async function createChecked(
    id: string,
    context: RequestContext,
    entity: Entity,
    checked: CheckedInput,
  ): Promise<Written> {
    const hooks = hooksOf(entity.name)
    if (
      hooks.has('beforeCreate') ||
      hooks.has('afterCreate') ||
      checked.ext ||
      checked.externalRefs
    ) {
      return inTransaction(context, entity, () => createWithHooks(id, context, entity, checked))
    }
    await assertListTargets(context, entity, checked.values)
    return insert(context, entity, id, checked.values, checked.fields)
  }

  async function createWithHooks(
    id: string,
    context: RequestContext,
    entity: Entity,
    checked: CheckedInput,
  ): Promise<Written> {
    const hooks = hooksOf(entity.name)
    const { values } = checked
    const event = { data: checked.ext ? Object.assign(values, { ext: checked.ext }) : values }
    await hooks.run('beforeCreate', event, context)
    const { ext, ...columns } = event.data as Record<string, unknown> & {
      ext?: CheckedInput['ext']
    }
    await assertListTargets(context, entity, columns)
    const beside = sidecarChanges(entity, ext, undefined)
    await insert(context, entity, id, columns, checked.fields, beside)
    await writeSidecars(context, entity, id, {
      ext: beside?.ext,
      externalRefs: checked.externalRefs,
    })
    if (hooks.has('afterCreate')) {
      await hooks.run(
        'afterCreate',
        { record: await lookup.whole(context.tenantId, entity, id) },
        context,
      )
    }
    return readBack(context, entity, id)
  }

  async function insert(
    context: RequestContext,
    entity: Entity,
    id: string,
    values: Record<string, unknown>,
    fields: TenantFields | undefined,
    beside?: SidecarChanges,
  ): Promise<Written> {
    const logged = { ...loggedValues(entity, values, fields), ...beside?.after }
    const statement = createStatement(
      { schema, entity, rights: context.rights, fields },
      { tenantId: context.tenantId, id, values, stamp: writeStamp(context), logged },
    )
    const [row] = await send(context, entity, statement)
    if (!row) throw errors.CUSTOM_FIELDS_CHANGED({ entity: entity.name })
    return answerable(context, entity, { id, version: 1, json: row[0] as string })
  }

  function update(
    context: RequestContext,
    entity: Entity,
    id: string,
    patch: unknown,
    condition: WriteCondition = {},
  ): Promise<Written> {
    return checkAndChange(context, entity, id, 'patch', patch, condition)
  }

  function replace(
    context: RequestContext,
    entity: Entity,
    id: string,
    input: unknown,
    condition: WriteCondition = {},
  ): Promise<Written> {
    return checkAndChange(context, entity, id, 'replace', input, condition)
  }

  async function checkAndChange(
    context: RequestContext,
    entity: Entity,
    id: string,
    part: 'patch' | 'replace',
    input: unknown,
    condition: WriteCondition,
  ): Promise<Written> {
    const scope = assertMay(context, entity, 'update')
    return byCurrentFields(context, (fields) => {
      const checked = checker.check(context, entity, part, input, fields)
      return namingTheOther(context, entity, checked.values, () =>
        change(context, entity, id, scope, checked, condition),
      )
    })
  }

  /** Checks and writes; again when the tenant's fields turn out to have changed in another process since they were last looked at. */
  async function byCurrentFields<T>(
    context: RequestContext,
    work: (fields: TenantFields | undefined) => Promise<T>,
  ): Promise<T> {
    const known = tenantFields?.of(context.tenantId)
    let fields = known instanceof Promise ? await known : known
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(fields)
      } catch (error) {
        if (attempt === 3 || !isCrmError(error) || error.code !== 'CUSTOM_FIELDS_CHANGED')
          throw error
        fields = await tenantFields?.refresh?.(context.tenantId)
      }
    }
  }

  async function change(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    checked: CheckedInput,
    condition: WriteCondition,
  ): Promise<Written> {
    if (needsRecord(entity, checked)) {
      return inTransaction(context, entity, () =>
        changeWithHooks(context, entity, id, scope, checked, condition),
      )
    }
    if (Object.keys(checked.values).length === 0)
      return unchanged(context, entity, id, scope, condition)
    return (await applyUpdate(context, entity, id, scope, checked, { version: condition.version }))
      .written
  }

  /** True when Node must see the record before it can be written; otherwise one statement does it. */
  function needsRecord(entity: Entity, checked: CheckedInput): boolean {
    if (checked.ext || checked.externalRefs) return true
    const hooks = hooksOf(entity.name)
    if (hooks.has('beforeUpdate') || hooks.has('afterUpdate')) return true
    const keys = Object.keys(checked.values)
    if (hooks.complete.some((hook) => hook.fields.some((field) => keys.includes(field))))
      return true
    if (listIndexes(entity).some(({ property }) => keys.includes(property.key))) return true
    return keys.some((key) => isObjectPatch(entity, key, checked.values[key]))
  }

  async function changeWithHooks(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    checked: CheckedInput,
    condition: WriteCondition,
  ): Promise<Written> {
    const hooks = hooksOf(entity.name)
    await lookup.lock(context, entity, id, scope)
    const before = await lookup.whole(context.tenantId, entity, id)
    assertVersion(entity, before, condition)
    const values = mergeObjects(entity, checked.values, before)
    completeValues(hooks, values, before)
    const event = {
      before,
      data: checked.ext ? Object.assign(values, { ext: checked.ext }) : values,
    }
    await hooks.run('beforeUpdate', event, context)
    const { ext, ...columns } = event.data as Record<string, unknown> & {
      ext?: CheckedInput['ext']
    }
    await assertListTargets(context, entity, columns)
    const beside = sidecarChanges(entity, ext, before)
    const touch = beside !== undefined || checked.externalRefs !== undefined
    const changed =
      (touch || Object.keys(columns).length > 0) &&
      (
        await applyUpdate(
          context,
          entity,
          id,
          scope,
          { ...checked, values: columns },
          { touch, beside },
        )
      ).changed
    await writeSidecars(context, entity, id, {
      ext: beside?.ext,
      externalRefs: checked.externalRefs,
    })
    for (const index of listIndexes(entity)) {
      if (changed && index.property.key in columns) {
        await tenantDb.query(
          context.tenantId,
          listIndexStatement(target(context, entity, id), index, columns[index.property.key]),
        )
      }
    }
    if (hooks.has('afterUpdate')) {
      const record = await lookup.whole(context.tenantId, entity, id)
      await hooks.run(
        'afterUpdate',
        { before, record, changed: changedKeys(before, record) },
        context,
      )
    }
    return readBack(context, entity, id)
  }

  async function applyUpdate(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    { values, fields }: CheckedInput,
    {
      version,
      ...more
    }: { version?: number | undefined; touch?: boolean; beside?: SidecarChanges | undefined },
  ): Promise<{ written: Written; changed: boolean }> {
    const input = { id, values, version, stamp: writeStamp(context), scope, ...more }
    const [row] = await sendUpdate({ schema, entity, context, fields }, input)
    if (!row) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
    const [before, after, json, stamp, bytes] = row as [
      number,
      number | null,
      string,
      string | null | undefined,
      number | null | undefined,
    ]
    if (after === null && stamp && Number(stamp) !== fields?.stamp)
      throw errors.CUSTOM_FIELDS_CHANGED({ entity: entity.name })
    if (after === null && bytes && bytes > MAX_CUSTOM_BYTES) throw invalid(entity, [tooLarge()])
    if (after === null && version !== undefined && before !== version)
      throw stale(entity, version, before)
    const written = await answerable(context, entity, { id, version: after ?? before, json })
    return { written, changed: after !== null }
  }

  /** What is written as asked is answered at once; only what is not costs the second look that says why. */
  async function sendUpdate(of: UpdateOptions, input: UpdateValues): Promise<readonly Row[]> {
    if (options.returnsOld) {
      const rows = await send(of.context, of.entity, blindUpdateStatement(of, input))
      if (rows.length > 0) return rows
    }
    return send(of.context, of.entity, updateStatement(of, input))
  }

  /** Nothing to write, but a record the actor does not reach is still a 404. */
  function unchanged(
    context: RequestContext,
    entity: Entity,
    id: string,
    scope: Scope,
    condition: WriteCondition,
  ): Promise<Written> {
    return inTransaction(context, entity, async () => {
      await lookup.lock(context, entity, id, scope)
      const written = await readBack(context, entity, id)
      if (condition.version !== undefined && condition.version !== written.version)
        throw stale(entity, condition.version, written.version)
      return written
    })
  }

  async function writeSidecars(
    context: RequestContext,
    entity: Entity,
    id: string,
    { ext, externalRefs }: { ext: CheckedInput['ext']; externalRefs: CheckedInput['externalRefs'] },
  ): Promise<void> {
    for (const [plugin, values] of Object.entries(ext ?? {})) {
      await send(context, entity, extensionStatement(target(context, entity, id), plugin, values))
    }
    for (const statement of externalRefs
      ? externalRefsStatements(target(context, entity, id), externalRefs)
      : []) {
      await send(context, entity, statement)
    }
  }

  async function assertListTargets(
    context: RequestContext,
    entity: Entity,
    values: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const [faults] = (
      await danglingTargets(options, context.tenantId, entity, [{ id: '', values }])
    ).values()
    if (faults) throw invalid(entity, faults)
  }

  /** What was written, as far as the actor may read it: who may write but not read a record is answered with its id alone. */
  async function answerable(
    context: RequestContext,
    entity: Entity,
    written: Written,
  ): Promise<Written> {
    if (context.rights.scope(`${entity.name}.read`) === 'all') return written
    const { id, version } = written
    return (await reader.get(context, entity, id)) ?? { id, version, json: JSON.stringify({ id }) }
  }

  async function readBack(context: RequestContext, entity: Entity, id: string): Promise<Written> {
    const found = await reader.get(context, entity, id)
    if (found) return found
    const { version } = await lookup.whole(context.tenantId, entity, id)
    return { id, version, json: JSON.stringify({ id }) }
  }

  /** A value that is taken is answered with the record that has it, if the actor may see it: the next step is to open that one. */
  async function namingTheOther<T>(
    context: RequestContext,
    entity: Entity,
    values: Readonly<Record<string, unknown>>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const field =
        isCrmError(error) && error.code === 'UNIQUE_TAKEN'
          ? (error.details['field'] as string)
          : undefined
      const value = field === undefined ? undefined : values[field]
      // Inside a transaction of the caller's nothing can be read any more after a conflict.
      if (field === undefined || typeof value !== 'string' || tenantDb.inTransaction) throw error
      const other = await reader.getBy(context, entity, field, value)
      throw other
        ? errors.UNIQUE_TAKEN(
            { entity: entity.name, field, id: other.id },
            { cause: error, faults: (error as CrmError).faults },
          )
        : error
    }
  }

  async function send(
    context: RequestContext,
    entity: Entity,
    statement: Statement,
  ): Promise<readonly Row[]> {
    try {
      const named = { ...statement, name: nameOf(statement.text) } as Statement
      const rows = await tenantDb.query(context.tenantId, named)
      tenantDb.afterCommit(options.wake)
      return rows
    } catch (error) {
      throw constraintError(entity, error)
    }
  }

  function together<T>(context: RequestContext, work: () => Promise<T>): Promise<T> {
    return tenantDb.transaction(context.tenantId, work)
  }

  function inTransaction<T>(
    context: RequestContext,
    entity: Entity,
    work: () => Promise<T>,
  ): Promise<T> {
    return tenantDb.transaction(context.tenantId, work).catch((error: unknown) => {
      throw constraintError(entity, error)
    })
  }

  function target(
    context: RequestContext,
    entity: Entity,
    id: string,
  ): { schema: string; entity: Entity; tenantId: string; id: string } {
    return { schema, entity, tenantId: context.tenantId, id }
  }
}
