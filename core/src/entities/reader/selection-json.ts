import { quoteLiteral } from '../../database/identifiers.ts'
import { relatedJoin } from './condition-sql.ts'
import {
  extensionValue,
  hiddenCustomKeys,
  named,
  propertyValue,
  type RecordJsonOptions,
} from './record-json.ts'
import type { Include, Selection } from './selection.ts'
import { reached, type StatementScope, table } from './statement-scope.ts'

/** Related records of one record that an answer carries at most, newest first; all of them are a list of their own. */
const MAX_RELATED = 50

/** SQL expression of type text: the selected part of a record as JSON, related records inside it. */
export function selectionJson(scope: StatementScope, selection: Selection, alias: string): string {
  return `(select row_to_json(r)::text from (select ${selectionColumns(scope, selection, alias).join(', ')}) r)`
}

function selectionColumns(scope: StatementScope, selection: Selection, alias: string): string[] {
  const { entity, properties, customKeys, extensions, externalRefs, includes } = selection
  const { rights, tenantFields } = scope.vocabulary
  const showsCustom = properties.some(({ key }) => key === 'custom')
  const hidden = showsCustom ? hiddenCustomKeys(rights, entity, tenantFields) : []
  const options: RecordJsonOptions = {
    schema: scope.schema,
    entity,
    rights,
    alias,
    hiddenCustom:
      hidden.length === 0
        ? undefined
        : scope.params.once(`hidden custom of ${entity.name}`, () => hidden),
  }
  return [
    ...properties.map((property) => named(propertyValue(options, property), property.key)),
    ...(customKeys.length > 0 ? [named(customPart(scope, customKeys, alias), 'custom')] : []),
    ...(extensions.size > 0 ? [named(extensionsPart(options, extensions), 'ext')] : []),
    ...includes.map((include) =>
      named(includeJson(scope, include, alias), include.way.relation.name),
    ),
    ...(externalRefs ? [named(externalRefsJson(scope, selection, alias), 'externalRefs')] : []),
  ]
}

function customPart({ params }: StatementScope, keys: readonly string[], alias: string): string {
  const pairs = keys.map((key) => {
    const place = `${params.once(`custom.${key}`, () => key)}::text`
    return `${place}, ${alias}.custom -> ${place}`
  })
  // A key without a value is absent, as it is when the whole of `custom` is answered.
  return `jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))`
}

function extensionsPart(options: RecordJsonOptions, extensions: Selection['extensions']): string {
  const columns = [...extensions].map(([extension, keys]) =>
    named(extensionValue(options, extension, keys), extension.plugin),
  )
  return `(select row_to_json(e) from (select ${columns.join(', ')}) e)`
}

/** One object or null for a `belongsTo`, else a list. Rows the actor may not reach are not there. */
function includeJson(scope: StatementScope, { way, selection }: Include, outer: string): string {
  const inner = scope.newAlias()
  const conditions = [relatedJoin(scope, way, outer, inner), ...reached(scope, way.to, inner)].join(
    ' and ',
  )
  const rows = `select ${selectionColumns(scope, selection, inner).join(', ')} from ${table(scope, way.to.table)} ${inner} where ${conditions}`
  if (way.relation.kind === 'belongsTo') return `(select row_to_json(i) from (${rows}) i)`
  const newest = `${rows} order by ${inner}.created_at desc, ${inner}.id desc limit ${MAX_RELATED}`
  return `(select coalesce(json_agg(i), '[]') from (${newest}) i)`
}

function externalRefsJson(scope: StatementScope, { entity }: Selection, alias: string): string {
  const ref = `json_build_object('system', x.system, 'type', x.type, 'id', x.external_id)`
  const rows = `${table(scope, 'external_refs')} x where x.tenant_id = ${scope.params.tenant} and x.record_id = ${alias}.id and x.entity = ${quoteLiteral(entity.name)}`
  return `(select coalesce(json_agg(${ref} order by x.system, x.type, x.external_id), '[]') from ${rows})`
}
