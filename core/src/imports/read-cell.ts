import type { JsonSchema } from '../base/validator.ts'
import type { Property } from '../entities/property.ts'
import type { DateReader } from './date-format.ts'
import { isBoolean, parseAmount } from './numbers.ts'
import { isListOfEntries, valueMember } from './target.ts'

/** How the cells of one import are written. */
export interface CellStyle {
  readonly decimal: '.' | ','
  readonly dates: DateReader
}

/** A cell that cannot be read as its field wants it. */
export class CellFault {
  readonly code: string
  readonly message: string

  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}

export type ReadCell = (text: string) => unknown

/** How the text of a cell becomes a value of the property; an unreadable one gives a `CellFault`. The text is trimmed and not empty. */
export function cellReader(property: Property, style: CellStyle): ReadCell {
  switch (property.kind) {
    case 'integer':
      return (text) => integer(text, style)
    case 'number':
      return (text) =>
        parseAmount(text, style.decimal) ??
        fault('number', `a number such as ${example(style)}`, text)
    case 'boolean':
      return (text) => isBoolean(text) ?? fault('boolean', 'yes or no', text)
    case 'date':
      return (text) => style.dates.date(text) ?? fault('date', 'a date of the stated format', text)
    case 'date-time':
      return (text) =>
        style.dates.dateTime(text) ?? fault('date', 'a time of the stated format', text)
    case 'text-list':
    case 'uuid-list':
      return splitList
    case 'json':
      return (text) => structure(property, text)
    case 'uuid':
      return (text) => text.toLowerCase()
    case 'text':
      return enumReader(property) ?? ((text) => text)
  }
}

/** The parts of a cell that holds several values: `a; b`, `a | b` or one on each line. */
export function splitList(text: string): string[] {
  const parts = text.split(/[;|\n]/).map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
}

function integer(text: string, style: CellStyle): number | CellFault {
  const value = parseAmount(text, style.decimal)
  if (value !== undefined && Number.isSafeInteger(value)) return value
  return fault('integer', 'a whole number', text)
}

/** Values and labels of an enum, whatever their case: `Former customer` is `former`. */
function enumReader(property: Property): ReadCell | undefined {
  const values = property.schema['enum'] as readonly unknown[] | undefined
  if (!values) return undefined
  const known = new Map<string, string>()
  for (const { value, label } of property.words.options ?? []) known.set(label.toLowerCase(), value)
  for (const value of values) if (typeof value === 'string') known.set(value.toLowerCase(), value)
  const shown = [...new Set(known.values())].join(', ')
  return (text) => known.get(text.toLowerCase()) ?? fault('enum', `one of ${shown}`, text)
}

/** JSON as our own export writes it; a list of entries may also be plain values: `a@x.com; b@x.com`. */
function structure(property: Property, text: string): unknown {
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text) as unknown
    } catch {
      return fault('json', 'JSON', text)
    }
  }
  const member = valueMember(property)
  if (!isListOfEntries(property) || !member) return fault('json', 'JSON', text)
  return splitList(text).map((value) => ({ [member.key]: value }))
}

export function fault(code: string, expected: string, came: string): CellFault {
  return new CellFault(
    code,
    `expected ${expected}, came "${came.length > 60 ? `${came.slice(0, 59)}…` : came}"`,
  )
}

function example({ decimal }: CellStyle): string {
  return decimal === '.' ? '1,100.04' : '1.100,04'
}

/** A text for the example row of a template: what the schema gives as one, else what its type looks like. */
export function exampleCell(schema: JsonSchema): string {
  const [given] = (schema['examples'] ?? []) as readonly unknown[]
  if (typeof given === 'string' || typeof given === 'number') return String(given)
  const values = schema['enum'] as readonly unknown[] | undefined
  if (values) return values.find((value) => typeof value === 'string') ?? ''
  const type = [schema['type'] ?? 'string'].flat().find((one) => one !== 'null')
  if (type === 'integer' || type === 'number') return String(exampleNumber(schema))
  if (type === 'boolean') return 'yes'
  const formats: Readonly<Record<string, string>> = {
    date: '2026-03-01',
    'date-time': '2026-03-01T09:00:00Z',
    email: 'ada@example.com',
    uri: 'https://www.example.com',
  }
  return formats[String(schema['format'])] ?? ''
}

function exampleNumber({ minimum, maximum }: JsonSchema): number {
  const atLeast = typeof minimum === 'number' ? Math.max(10, minimum) : 10
  return typeof maximum === 'number' ? Math.min(atLeast, maximum) : atLeast
}
