import { isUuid } from '../../base/uuid-v7.ts'
import { quoteLiteral } from '../../database/identifiers.ts'
import type { Entity } from '../entity.ts'
import { errors as entityErrors } from '../errors.ts'
import { type ParsedQuery, parseListQuery } from '../list-query/list-query.ts'
import { QueryFaults } from '../list-query/query-faults.ts'
import type { Property } from '../property.ts'
import { isComparable, storedForm } from './check-value.ts'
import { resolveField } from './field.ts'
import type { PlannedStatement, ScopeSource } from './list-plan.ts'
import { operandOf } from './operand.ts'
import { PlanParams } from './plan-params.ts'
import { isReadable } from './readable.ts'
import { checkSelection, type Selection } from './selection.ts'
import { selectionJson } from './selection-json.ts'
import { aliases, reached, type StatementScope, table } from './statement-scope.ts'

/** What a call for one record may ask. */
export interface RecordQuery {
  readonly fields?: readonly string[]
  readonly include?: readonly string[]
  readonly deleted?: 'living' | 'deleted' | 'all'
}

/** One compiled way to a single record: JSON, version and id of at most one row. */
export interface RecordPlan {
  readonly statement: PlannedStatement
  /** What is looked for, as it is bound; undefined when no record can have it. */
  readonly valueOf: (text: string) => unknown
}

export function parseRecordQuery(query: unknown, faults: QueryFaults): ParsedQuery {
  return parseListQuery(query, faults, ['fields', 'include', 'deleted'])
}

/** By id. Throws `INVALID_QUERY`. */
export function planById(
  source: ScopeSource,
  entity: Entity,
  query: ParsedQuery,
  faults: QueryFaults,
): RecordPlan {
  const selection = checkSelection(source.vocabulary, entity, query.fields, query.include, faults)
  faults.throwIfAny()
  return {
    valueOf: (text) => (isUuid(text) ? text : undefined),
    statement: recordStatement(
      source,
      selection,
      query.deleted,
      (_, place) => `a.id = ${place}::uuid`,
    ),
  }
}

/** By a unique property or an external reference, among the living. Throws `UNKNOWN_KEY`. */
export function planByKey(source: ScopeSource, entity: Entity, key: string): RecordPlan {
  const selection = checkSelection(source.vocabulary, entity, undefined, [], new QueryFaults())
  const external = /^external:([^:]+):(.+)$/.exec(key)
  if (external) {
    const [, system = '', type = ''] = external
    return {
      valueOf: (text) => (text.includes('\0') || key.includes('\0') ? undefined : text),
      statement: recordStatement(source, selection, 'living', (scope, place) =>
        externalId(scope, entity, [system, type, place]),
      ),
    }
  }
  if (key.startsWith('custom.')) return planByCustomKey(source, selection, key)
  const property = entity.properties.get(key)
  if (!property?.unique || !isReadable(source.vocabulary.rights, entity, key, property))
    throw unknownKey(source, entity, key)
  return {
    valueOf: (text) => keyValue(property, text),
    statement: recordStatement(source, selection, 'living', (scope, place) => {
      const operand = operandOf(
        scope,
        { source: 'column', property, kind: property.kind, listIndex: undefined },
        'a',
      )
      return `${operand.sql} = ${place}::${operand.type}`
    }),
  }
}

/** By a unique custom field: the claim finds the record, which is then asked whether it still has the value. */
function planByCustomKey(source: ScopeSource, selection: Selection, key: string): RecordPlan {
  const { entity } = selection
  const field = resolveField(source.vocabulary, entity, key)
  const property = field?.source === 'custom' ? field.property : undefined
  if (!property?.unique) throw unknownKey(source, entity, key)
  return {
    // In `custom` every value has one spelling, that of JSON.
    valueOf: (text) => {
      const value = keyValue(property, text)
      return typeof value === 'string' ? value : JSON.stringify(value)
    },
    statement: recordStatement(source, selection, 'living', (scope, place) => {
      const name = `${scope.params.add(property.key)}::text`
      const claim = `u.tenant_id = ${scope.params.tenant} and u.entity = ${quoteLiteral(entity.name)} and u.field = ${name} and u.v_hash = sha256(convert_to(${place}::text, 'UTF8'))`
      const holder = `(select u.record_id from ${table(scope, 'custom_unique')} u where ${claim})`
      return `a.id = ${holder} and a.custom ->> ${name} = ${place}::text`
    }),
  }
}

function recordStatement(
  source: ScopeSource,
  selection: Selection,
  deleted: ParsedQuery['deleted'],
  match: (scope: StatementScope, place: string) => string,
): PlannedStatement {
  const params = new PlanParams({ isPrepared: true })
  const scope: StatementScope = { ...source, params, newAlias: aliases() }
  const { entity } = selection
  const json = selectionJson(scope, selection, 'a')
  const where = [
    ...reached(scope, entity, 'a', deleted),
    match(
      scope,
      params.bind(({ record }) => record),
    ),
  ]
  const text = `select ${json}, a.version, a.id from ${table(scope, entity.table)} a where ${where.join(' and ')}`
  return { text, params, isStable: true }
}

function externalId(
  scope: StatementScope,
  entity: Entity,
  [system, type, place]: [string, string, string],
): string {
  const { params } = scope
  const ref = `x.tenant_id = ${params.tenant} and x.entity = ${quoteLiteral(entity.name)} and x.system = ${params.add(system)}::text and x.type = ${params.add(type)}::text and x.external_id = ${place}::text`
  return `a.id = (select x.record_id from ${table(scope, 'external_refs')} x where ${ref})`
}

/** A key comes as text, from a path; one that is no value of the property names no record. */
function keyValue(property: Property, text: string): unknown {
  const isNumeric = property.kind === 'integer' || property.kind === 'number'
  const value = isNumeric && text.trim() !== '' ? Number(text) : text
  return isComparable(property.kind, value) ? storedForm(property, value) : undefined
}

function unknownKey({ vocabulary }: ScopeSource, entity: Entity, key: string): Error {
  const known = [...entity.properties.values()]
    .filter(
      (property) =>
        property.unique && isReadable(vocabulary.rights, entity, property.key, property),
    )
    .map((property) => property.key)
  const custom = [...(vocabulary.tenantFields?.fields(entity.name).values() ?? [])]
    .filter(({ unique }) => unique)
    .map((property) => `custom.${property.key}`)
    .filter((path) => resolveField(vocabulary, entity, path))
  const all = [...known, ...custom].join(', ') || 'none'
  return entityErrors.UNKNOWN_KEY({ entity: entity.name, key, known: all })
}
