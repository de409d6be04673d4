import type { EntityInfo } from '../client/entity-schemas.ts'
import { pathOf, valueAt, type Values, withValue } from '../fields/field-path.ts'

/** What a new record starts with: the defaults of the schema, and above them the host's values. */
export function initialRecord(info: EntityInfo, preset: Values): Values {
  return info.fields.reduce<Values>((record, { key, readonly }) => {
    const given = valueAt(preset, key)
    const value = given === undefined ? defaultOf(info.schema('create'), key) : given
    return value === undefined || readonly ? record : withValue(record, key, value)
  }, {})
}

/** A field's own schema is that of a patch, which has no defaults. */
function defaultOf(schema: Values, key: string): unknown {
  const inner = pathOf(key).reduce<unknown>(
    (node, part) => valueAt(valueAt(node as Values | undefined, 'properties') as Values, part),
    schema,
  )
  return valueAt(inner as Values | undefined, 'default')
}
