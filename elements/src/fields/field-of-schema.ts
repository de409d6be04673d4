import { type FieldInfo, fieldInfo } from '../client/field-info.ts'
import { fieldKindOf, isNullable, type KindSchema } from './field-kind.ts'
import { fieldOptionsOf, sentence } from './field-options.ts'

/** A member of an object, or an item of a list, as a field: the engine describes whole properties alone. */
export function fieldOfSchema(
  schema: KindSchema,
  { key, required }: { readonly key: string; readonly required: boolean },
): FieldInfo {
  const { label } = (schema['x-crm'] ?? {}) as { label?: string }
  const options = fieldOptionsOf(schema)
  return fieldInfo(
    {
      key,
      label: label ?? sentence(key),
      kind: fieldKindOf(schema).kind,
      required,
      nullable: isNullable(schema),
      ...{ readonly: false, sortable: false, filterable: false, operators: [] },
      ...(options ? { options } : {}),
    },
    schema as Readonly<Record<string, unknown>>,
  )
}
