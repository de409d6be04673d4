import type { FieldKind as DescribedKind } from '@crmkit/schemas/client'

/** What a field holds, as far as drawing it is concerned; a host's own schema may also hold ids. */
export type FieldKind = DescribedKind | 'id'

/** The part of a JSON Schema that is read here; a schema of the server may say more. */
export interface KindSchema {
  readonly type?: unknown
  readonly format?: unknown
  readonly enum?: unknown
  readonly oneOf?: unknown
  readonly items?: KindSchema
  readonly properties?: Readonly<Record<string, KindSchema>>
  readonly maxLength?: unknown
  readonly 'x-crm'?: unknown
}

interface Words {
  readonly relation?: { readonly entity: string; readonly kind: string }
  readonly widget?: string
  readonly normalize?: string
  readonly currency?: string
  readonly currencyCode?: string
}

type Test = (schema: KindSchema, words: Words, type: string) => boolean

/** Past this many characters a single line hides most of a text; custom texts have this bound when the admin sets none. */
const LONG_TEXT = 2_000

/**
 * Ranked testers: of those that fit, the highest rank draws the field. A host's renderer with a rank between two of them
 * stands between them. 0: anything · 1: the type · 2: its format or shape · 3: the words of `x-crm` · 4: `x-crm.widget`.
 */
const TESTERS: readonly (readonly [FieldKind, number, Test])[] = [
  ['json', 0, () => true],
  ['text', 1, (_, __, type) => type === 'string'],
  ['number', 1, (_, __, type) => type === 'number'],
  ['integer', 1, (_, __, type) => type === 'integer'],
  ['boolean', 1, (_, __, type) => type === 'boolean'],
  ['long-text', 2, ({ maxLength }, _, type) => type === 'string' && Number(maxLength) > LONG_TEXT],
  ['email', 2.1, ({ format }) => format === 'email'],
  ['url', 2.1, ({ format }) => format === 'uri'],
  ['id', 2.1, ({ format }) => format === 'uuid'],
  ['date', 2.1, ({ format }) => format === 'date'],
  ['date-time', 2.1, ({ format }) => format === 'date-time'],
  ['select', 2.2, (schema, _, type) => type !== 'array' && hasChoices(schema)],
  ['texts', 2, ({ items }, _, type) => type === 'array' && typeOf(items) === 'string'],
  ['multi-select', 2.2, ({ items }, _, type) => type === 'array' && !!items && hasChoices(items)],
  ['objects', 2, ({ items }, _, type) => type === 'array' && typeOf(items) === 'object'],
  ['money-object', 2.1, (schema) => has(schema, 'amountMinor', 'currency')],
  ['address', 2.1, (schema) => has(schema, 'street', 'city')],
  ['stamp', 2.1, (schema) => has(schema, 'kind', 'through')],
  ['phone', 3, (_, { normalize }, type) => normalize === 'phone' && type === 'string'],
  ['country', 3, (_, { normalize }, type) => normalize === 'country' && type === 'string'],
  ['currency', 3, (_, { normalize }, type) => normalize === 'currency' && type === 'string'],
  ['money', 3, (_, words) => (words.currency ?? words.currencyCode) !== undefined],
  ['relation', 3, (_, { relation }) => relation?.kind === 'belongsTo'],
  ['relations', 3, (_, { relation }) => relation?.kind === 'manyToMany'],
  [
    'member',
    3.1,
    (_, { relation }) => relation?.entity === 'member' && relation.kind === 'belongsTo',
  ],
  ['tags', 4, (_, { widget, relation }) => widget === 'tags' && relation?.kind === 'manyToMany'],
  ['long-text', 4, (_, { widget }, type) => widget === 'longText' && type === 'string'],
]

/** The kind that draws a property of this schema, with its rank. */
export function fieldKindOf(schema: KindSchema): { kind: FieldKind; rank: number } {
  const words = (schema['x-crm'] ?? {}) as Words
  const type = typeOf(schema)
  let best: { kind: FieldKind; rank: number } = { kind: 'json', rank: 0 }
  for (const [kind, rank, test] of TESTERS) {
    if (rank >= best.rank && test(schema, words, type)) best = { kind, rank }
  }
  return best
}

/** The one type beside null; that of the choices where the schema names none. */
export function typeOf(schema: KindSchema | undefined): string {
  const type = schema?.type
  if (Array.isArray(type)) return String(type.find((one) => one !== 'null') ?? 'null')
  if (typeof type === 'string') return type
  if (schema && hasChoices(schema)) return 'string'
  return ''
}

export function isNullable({ type, enum: values }: KindSchema): boolean {
  if (type === undefined) return Array.isArray(values) && values.includes(null)
  return Array.isArray(type) && type.includes('null')
}

function hasChoices({ enum: values, oneOf }: KindSchema): boolean {
  return Array.isArray(values) || Array.isArray(oneOf)
}

function has({ properties }: KindSchema, ...keys: string[]): boolean {
  return keys.every((key) => properties && Object.hasOwn(properties, key))
}
