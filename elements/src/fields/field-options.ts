import type { FieldOption } from '../client/field-info.ts'
import type { KindSchema } from './field-kind.ts'

interface Choice {
  readonly const: string | null
  readonly title: string
  readonly 'x-crm'?: { readonly color?: string }
}

/** The choices of a select, or of the items of a multi-select: from `x-crm.options`, `oneOf` or the bare `enum`. */
export function fieldOptionsOf(schema: KindSchema): readonly FieldOption[] | undefined {
  const source = schema.items ?? schema
  const words = (schema['x-crm'] ?? {}) as { options?: readonly FieldOption[] }
  const own = (source['x-crm'] ?? {}) as { options?: readonly FieldOption[] }
  const named = words.options ?? own.options
  if (named) return named
  if (Array.isArray(source.oneOf)) return (source.oneOf as Choice[]).flatMap(optionOf)
  if (Array.isArray(source.enum)) {
    return (source.enum as (string | null)[]).flatMap((value) =>
      value === null ? [] : [{ value, label: sentence(value) }],
    )
  }
  return undefined
}

/** `firstName` → `First name`. */
export function sentence(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function optionOf(choice: Choice): FieldOption[] {
  if (choice.const === null) return []
  const color = choice['x-crm']?.color
  return [{ value: choice.const, label: choice.title, ...(color === undefined ? {} : { color }) }]
}
