import { createCsvReader } from './csv-reader.ts'

export interface Dialect {
  readonly delimiter: string
  readonly newline: '\n' | '\r'
  /** Characters before the first row: `sep=;`, which Excel writes and reads. */
  readonly skip: number
}

const CANDIDATES = [',', ';', '\t', '|'] as const
/** Enough rows to tell a delimiter from a character of the text. */
const SAMPLE_ROWS = 200

/** Tells how a file is written from the text of its beginning; `stated` wins over what is found. */
export function sniffDialect(sample: string, isWhole: boolean, stated?: string): Dialect {
  const newline = sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r'
  const hint = /^sep=(.)(?:\r\n|\n|\r)/.exec(sample)
  const skip = hint?.[0].length ?? 0
  const delimiter = stated ?? hint?.[1] ?? likeliest(sample.slice(skip), newline, isWhole)
  return { delimiter, newline, skip }
}

/** The delimiter under which the most rows have the same number of cells, more than one; a comma when none has. */
function likeliest(text: string, newline: '\n' | '\r', isWhole: boolean): string {
  const scored = CANDIDATES.map((delimiter) => ({
    delimiter,
    ...score(widths(text, delimiter, newline, isWhole)),
  }))
  // The order of the candidates breaks a tie.
  const best = scored.reduce((first, next) =>
    next.share > first.share || (next.share === first.share && next.width > first.width)
      ? next
      : first,
  )
  return best.width > 1 ? best.delimiter : ','
}

function widths(text: string, delimiter: string, newline: '\n' | '\r', isWhole: boolean): number[] {
  const reader = createCsvReader({ delimiter, newline })
  reader.push(text)
  if (isWhole) reader.end()
  return reader.read(SAMPLE_ROWS).map((row) => (row.fault ? 1 : row.cells.length))
}

function score(counts: readonly number[]): { share: number; width: number } {
  const byWidth = new Map<number, number>()
  for (const width of counts) if (width > 1) byWidth.set(width, (byWidth.get(width) ?? 0) + 1)
  let best = { share: 0, width: 1 }
  for (const [width, count] of byWidth) {
    const share = count / counts.length
    if (share > best.share || (share === best.share && width > best.width)) best = { share, width }
  }
  return best
}

/**
 * Whether the first row names the columns. A name is neither empty, nor said twice, nor does it look like an e-mail address,
 * a number, a date or a web address; one name that is a known field is enough.
 */
export function looksLikeHeader(
  cells: readonly string[],
  isKnown: (header: string) => boolean,
): boolean {
  if (cells.some((cell) => isKnown(cell))) return true
  const names = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (names.length === 0 || new Set(names).size < names.length) return false
  return !names.some((name) => VALUE.test(name))
}

const VALUE = /@|^https?:|^www\.|^[\d\s+(),./:€$£%-]+$|^(true|false|yes|no)$/i

/** One name for each column: an empty one becomes `column 3`, the second of a name `email (2)`. */
export function headerNames(cells: readonly string[]): string[] {
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const name = cell.trim() || `column ${index + 1}`
    let unique = name
    for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`
    taken.add(unique)
    return unique
  })
}
