import { isUuid } from '../base/uuid-v7.ts'
import { currencyDigits, isCurrency } from '../entities/currencies.ts'
import type { Property } from '../entities/property.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import type { CsvRecord } from './csv-reader.ts'
import { createDateReader } from './date-format.ts'
import { parseMinorUnits } from './numbers.ts'
import type { Plan } from './plan.ts'
import { CellFault, cellReader, type CellStyle, fault, splitList } from './read-cell.ts'
import type { RowFault } from './stored-import.ts'
import { cellProperty, type Target } from './target.ts'

/** What a row says, in the shape a caller of the API would send. */
export interface Draft {
  readonly input: Record<string, unknown>
  /** What tells the records it points at, by relation: one for `company`, one for each of `tags`. */
  readonly links: Map<string, Record<string, unknown>[]>
  readonly refs: ExternalRef[]
  id: string | undefined
  readonly faults: RowFault[]
}

export type DraftRow = (record: CsvRecord) => Draft

/** Compiles the columns of a plan into one function from row to draft. */
export function createDrafter(plan: Plan, targets: readonly (Target | undefined)[]): DraftRow {
  const cells = targets.flatMap((target, index) => {
    const column = plan.columns[index]
    return target && column
      ? [{ index, header: column.header, put: cellSetter(plan, target, column.dateFormat) }]
      : []
  })
  const width = plan.columns.length
  return (record) => {
    const draft: Working = {
      input: {},
      links: new Map(),
      refs: [],
      id: undefined,
      faults: [],
      money: [],
      entries: undefined,
    }
    const broken = record.fault ?? wrongWidth(record, width)
    if (broken) {
      draft.faults.push({ field: '', code: broken.code, message: broken.message })
      return draft
    }
    for (const { index, header, put } of cells) {
      const problem = put(plain(record.cells[index] as string), draft, header)
      if (problem)
        draft.faults.push({ field: header, code: problem.code, message: problem.message })
    }
    for (const { header, property, text } of draft.money) {
      const problem = putMoney(plan, draft.input, property, text)
      if (problem)
        draft.faults.push({ field: header, code: problem.code, message: problem.message })
    }
    return draft
  }
}

interface Working extends Draft {
  /** Amounts wait until the row's currency is known. */
  readonly money: { readonly header: string; readonly property: Property; readonly text: string }[]
  /** Entries that several columns fill, by property and type. */
  entries: Map<string, Record<string, unknown>> | undefined
}

type Put = (text: string, draft: Working, header: string) => CellFault | undefined

function cellSetter(plan: Plan, target: Target, dateFormat: string | undefined): Put {
  const style: CellStyle = {
    decimal: plan.decimal,
    dates: createDateReader(dateFormat === undefined ? [] : [dateFormat], plan.timeZone),
  }
  const property = cellProperty(target)
  const read = property ? cellReader(property, style) : undefined
  const reading =
    (set: (value: unknown, draft: Working) => void): Put =>
    (text, draft) => {
      if (text === '') return undefined
      const value = read ? read(text) : text
      if (value instanceof CellFault) return value
      set(value, draft)
      return undefined
    }

  switch (target.kind) {
    case 'id':
      return (text, draft) => {
        if (text !== '' && !isUuid(text)) return fault('uuid', 'the id of a record', text)
        draft.id = text === '' ? undefined : text.toLowerCase()
        return undefined
      }
    case 'external':
      return reading((id, draft) =>
        draft.refs.push({ system: target.system, type: target.type, id: id as string }),
      )
    case 'custom':
      return clearing(
        plan,
        target.property,
        reading((value, { input }) => (within(input, 'custom')[target.property.key] = value)),
        ({ input }) => (within(input, 'custom')[target.property.key] = null),
      )
    case 'ext':
      return reading(
        (value, { input }) =>
          (within(within(input, 'ext'), target.plugin)[target.property.key] = value),
      )
    case 'member':
      return reading(
        (value, { input }) => (within(input, target.property.key)[target.member.key] = value),
      )
    case 'entry':
      return target.isWhole ? wholeEntry(target) : entryPart(target, reading)
    case 'relation':
      return relation(target, reading)
    case 'property':
      return clearing(
        plan,
        target.property,
        plainProperty(target.property, reading),
        ({ input }) => (input[target.property.key] = null),
      )
  }
}

type Reading = (set: (value: unknown, draft: Working) => void) => Put

function plainProperty(property: Property, reading: Reading): Put {
  if (property.kind !== 'integer' || property.words.currency === undefined) {
    return reading((value, { input }) => {
      const known = input[property.key]
      // Several columns may give entries of one list.
      input[property.key] =
        Array.isArray(known) && Array.isArray(value)
          ? [...(known as unknown[]), ...(value as unknown[])]
          : value
    })
  }
  return (text, draft, header) => {
    if (text !== '') draft.money.push({ header, property, text })
    return undefined
  }
}

/** With `emptyCells: clear` an empty cell is a value: none. */
function clearing(plan: Plan, property: Property, put: Put, clear: (draft: Working) => void): Put {
  if (plan.emptyCells !== 'clear' || !property.nullable) return put
  return (text, draft, header) => {
    if (text !== '') return put(text, draft, header)
    clear(draft)
    return undefined
  }
}

function wholeEntry({ property, type, member }: Extract<Target, { kind: 'entry' }>): Put {
  return (text, { input }) => {
    if (text === '') return undefined
    const list = (input[property.key] ??= []) as unknown[]
    if (type === undefined && /^\[/.test(text))
      return fault('json', 'single values here; map the JSON to the list itself', text)
    for (const value of splitList(text))
      list.push({ [member.key]: value, ...(type === undefined ? {} : { type }) })
    return undefined
  }
}

function entryPart(
  { property, type, member }: Extract<Target, { kind: 'entry' }>,
  reading: Reading,
): Put {
  const place = `${property.key}[${type ?? ''}]`
  return reading((value, draft) => {
    draft.entries ??= new Map()
    let entry = draft.entries.get(place)
    if (!entry) {
      entry = type === undefined ? {} : { type }
      draft.entries.set(place, entry)
      ;((draft.input[property.key] ??= []) as unknown[]).push(entry)
    }
    entry[member.key] = value
  })
}

function relation(
  { relation: { name, kind }, property }: Extract<Target, { kind: 'relation' }>,
  reading: Reading,
): Put {
  if (kind === 'manyToMany') {
    return (text, { links }) => {
      const values = splitList(text).map((value) => ({ [property.key]: value }))
      if (values.length > 0) links.set(name, [...(links.get(name) ?? []), ...values])
      return undefined
    }
  }
  return reading((value, { links }) => {
    const [known = {}] = links.get(name) ?? []
    links.set(name, [{ ...known, [property.key]: value }])
  })
}

/** The currency is the row's, else the default of the import, which the row then gets. */
function putMoney(
  plan: Plan,
  input: Record<string, unknown>,
  property: Property,
  text: string,
): CellFault | undefined {
  const key = property.words.currency as string
  const given = input[key]
  const currency =
    typeof given === 'string' ? given.trim().toUpperCase() : (plan.defaults[key] ?? plan.currency)
  if (typeof currency !== 'string')
    return new CellFault(
      'CURRENCY_NEEDED',
      `"${text}" is an amount of no currency: map a column to "${key}" or state a currency`,
    )
  if (!isCurrency(currency)) return undefined
  const value = parseMinorUnits(text, plan.decimal, currencyDigits(currency))
  if (value === undefined)
    return fault(
      'money',
      `an amount such as 1${plan.decimal === '.' ? ',' : '.'}100${plan.decimal}04`,
      text,
    )
  if (value === 'digits')
    return new CellFault('money', `"${text}" has more decimals than ${currency} has`)
  input[property.key] = value
  input[key] ??= currency
  return undefined
}

function within(input: Record<string, unknown>, key: string): Record<string, unknown> {
  return (input[key] ??= {}) as Record<string, unknown>
}

/** An apostrophe before a sign is how spreadsheets and our own export keep a text from becoming a formula; it is no data. */
function plain(cell: string): string {
  const text = cell.trim()
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text
}

function wrongWidth({ cells }: CsvRecord, width: number): CellFault | undefined {
  if (cells.length === width) return undefined
  const expected = `expected ${width} cells, came ${cells.length}`
  if (cells.length < width)
    return new CellFault('TOO_FEW_CELLS', `${expected}: a line end or a quote may be missing`)
  if (cells.slice(width).every((cell) => cell.trim() === '')) return undefined
  return new CellFault(
    'TOO_MANY_CELLS',
    `${expected}: a cell with the delimiter in it needs quotes`,
  )
}
