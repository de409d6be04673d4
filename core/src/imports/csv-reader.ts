/** One row of the file. */
export interface CsvRecord {
  /** Line of the file it begins on, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Why the row cannot be read; its cells are then what the line looks like, for people. */
  readonly fault: CsvFault | undefined
  /** Where the row behind this one begins: reading can be taken up again there. */
  readonly next: CsvPosition
}

export interface CsvPosition {
  /** Characters from the beginning of what was pushed. */
  readonly offset: number
  readonly line: number
}

export interface CsvFault {
  readonly code:
    'QUOTE_NOT_CLOSED' | 'TEXT_AFTER_QUOTE' | 'ROW_TOO_LARGE' | 'NUL_CHARACTER' | 'ENCODING'
  readonly message: string
}

export interface CsvReaderOptions {
  /** One character. */
  readonly delimiter: string
  /** `\r` for files of old Macintoshes; `\n` reads `\r\n` too. */
  readonly newline?: '\n' | '\r'
  /** Line number of the first character; default 1. */
  readonly line?: number
}

/** Reads CSV (RFC 4180) as its text comes in: `push` text, `read` rows, `push` more. */
export interface CsvReader {
  push(text: string): void
  /** No more text follows. */
  end(): void
  /** Up to `max` rows that are complete; none means: push more, or the end. Blank lines, and those of delimiters alone that spreadsheets leave, are no rows. */
  read(max: number): CsvRecord[]
  /** All before it belongs to rows given out. */
  readonly position: CsvPosition
}

/** 1 Mi characters; a row of text a person typed is a thousandth of it. Bounds what an unclosed quote can hold in memory. */
export const MAX_ROW_CHARS = 1_048_576
/** What is kept of a row that is too large, to find it again in the file. */
const SHOWN_CHARS = 2_000

const QUOTE = '"'
const QUOTE_CODE = 0x22
const CARRIAGE_RETURN = 0x0d

/**
 * A reader of our own, because a row that cannot be read must cost that row only: with a quote that is never closed csv-parse 7.0
 * loses all rows up to the next quote or the end, and its byte positions are off by one after CRLF, so that a stopped import could
 * not be taken up there. This one refuses the line the quote is on and goes on with the next. On files without faults the two
 * give the same rows (test: csv-oracle).
 */
export function createCsvReader(options: CsvReaderOptions): CsvReader {
  const { delimiter, newline = '\n' } = options
  let text = ''
  let at = 0
  let dropped = 0
  let line = options.line ?? 1
  let ended = false
  /** Beginning of a line longer than MAX_ROW_CHARS, whose further text is thrown away up to its end. */
  let skipped: readonly string[] | undefined
  /** Offset up to which the text holds NUL or lone surrogates somewhere: rows before it are looked at one by one. */
  let suspectUntil = 0

  return {
    push,
    end: () => void (ended = true),
    read,
    get position() {
      return { offset: dropped + at, line }
    },
  }

  function push(more: string): void {
    text = text.slice(at) + more
    dropped += at
    at = 0
    if (more.includes('\0') || !more.isWellFormed()) suspectUntil = dropped + text.length
  }

  function read(max: number): CsvRecord[] {
    const records: CsvRecord[] = []
    while (records.length < max) {
      if (at >= text.length && !(skipped && ended)) break
      const start = at
      const record = next()
      if (record === undefined) break
      if (!record.fault && record.cells.every((cell) => cell.trim() === '')) continue
      records.push(dropped + start < suspectUntil ? checkCharacters(record) : record)
    }
    return records
  }

  function next(): CsvRecord | undefined {
    const newlineAt = text.indexOf(newline, at)
    if (newlineAt === -1 && !ended) return waitForLineEnd()
    const end = newlineAt === -1 ? text.length : newlineAt
    if (skipped) return endSkipping(end, skipped)
    const content = text.slice(at, end)
    if (content.length > MAX_ROW_CHARS) return refuse(end, tooLarge())
    if (content.includes(QUOTE)) return nextQuoted(end)
    const cells = withoutReturn(content).split(delimiter)
    return take(end + 1, 1, cells)
  }

  /** `end`: where the first line of the row ends. Every limit is met at the same character however the text is cut. */
  function nextQuoted(end: number): CsvRecord | undefined {
    const cells: string[] = []
    let lines = 1
    for (let from = at; ;) {
      const isQuoted = text.charCodeAt(from) === QUOTE_CODE
      const close = isQuoted ? closingQuote(from) : from
      if (close === 'never') return refuse(end, notClosed(cells.length))
      if (close === 'unknown') return undefined
      const stop = isQuoted ? endOfQuoted(close + 1) : endOfPlain(from)
      if (stop === 'misplaced') return refuse(end, textAfterQuote(cells.length))
      if ((stop === 'unknown' ? text.length : stop) - at > MAX_ROW_CHARS)
        return refuse(end, tooLarge())
      if (stop === 'unknown') return undefined
      const isLast = text[stop] !== delimiter
      const cell = isQuoted
        ? text.slice(from + 1, close).replaceAll('""', '"')
        : text.slice(from, stop)
      cells.push(isLast && !isQuoted ? withoutReturn(cell) : cell)
      if (isQuoted) lines += countLines(cell)
      from = stop + 1
      if (isLast) return take(from, lines, cells)
    }
  }

  /** Where a cell without quotes ends: at the delimiter, the line end or the end of all. */
  function endOfPlain(from: number): number | 'unknown' {
    const delimiterAt = text.indexOf(delimiter, from)
    const newlineAt = text.indexOf(newline, from)
    if (delimiterAt !== -1 && (newlineAt === -1 || delimiterAt < newlineAt)) return delimiterAt
    if (newlineAt !== -1) return newlineAt
    return ended ? text.length : 'unknown'
  }

  function closingQuote(from: number): number | 'never' | 'unknown' {
    for (let search = from + 1; ;) {
      const close = text.indexOf(QUOTE, search)
      if ((close === -1 ? text.length : close) - at > MAX_ROW_CHARS) return 'never'
      if (close === -1) return ended ? 'never' : 'unknown'
      // The last character so far may be the first half of a doubled quote.
      if (close + 1 === text.length && !ended) return 'unknown'
      if (text.charCodeAt(close + 1) !== QUOTE_CODE) return close
      search = close + 2
    }
  }

  /** Place of the delimiter or line end behind a closing quote. */
  function endOfQuoted(from: number): number | 'misplaced' | 'unknown' {
    if (from === text.length) return ended ? from : 'unknown'
    if (text[from] === delimiter || text[from] === newline) return from
    if (text.charCodeAt(from) !== CARRIAGE_RETURN || newline === '\r') return 'misplaced'
    if (from + 1 === text.length) return ended ? from + 1 : 'unknown'
    return text[from + 1] === newline ? from + 1 : 'misplaced'
  }

  function take(end: number, lines: number, cells: readonly string[], fault?: CsvFault): CsvRecord {
    const first = line
    at = Math.min(end, text.length)
    line += lines
    return { line: first, cells, fault, next: { offset: dropped + at, line } }
  }

  /** Refuses the first line of the row; the next line is read as a row of its own. */
  function refuse(end: number, fault: CsvFault): CsvRecord {
    const content = withoutReturn(text.slice(at, end)).slice(0, SHOWN_CHARS)
    return take(end + 1, 1, content.split(delimiter), fault)
  }

  function waitForLineEnd(): undefined {
    if (!skipped && text.length - at <= MAX_ROW_CHARS) return
    skipped ??= text.slice(at, at + SHOWN_CHARS).split(delimiter)
    at = text.length
  }

  function endSkipping(end: number, cells: readonly string[]): CsvRecord {
    skipped = undefined
    return take(end + 1, 1, cells, tooLarge())
  }

  function countLines(cell: string): number {
    let count = 0
    for (let found = cell.indexOf(newline); found !== -1; found = cell.indexOf(newline, found + 1))
      count++
    return count
  }

  function withoutReturn(content: string): string {
    return newline === '\n' && content.endsWith('\r') ? content.slice(0, -1) : content
  }
}

function checkCharacters(record: CsvRecord): CsvRecord {
  if (record.fault) return record
  const nul = record.cells.findIndex((cell) => cell.includes('\0'))
  if (nul !== -1) {
    const message = `column ${nul + 1} holds a NUL character (code 0), which no text may hold`
    return { ...record, fault: { code: 'NUL_CHARACTER', message } }
  }
  const strange = record.cells.findIndex((cell) => !cell.isWellFormed())
  if (strange === -1) return record
  const message = `column ${strange + 1} holds bytes that are not of the file's encoding`
  return { ...record, fault: { code: 'ENCODING', message } }
}

function tooLarge(): CsvFault {
  return { code: 'ROW_TOO_LARGE', message: `a row has at most ${MAX_ROW_CHARS} characters` }
}

function notClosed(column: number): CsvFault {
  const message = `the quote that opens column ${column + 1} is not closed within ${MAX_ROW_CHARS} characters`
  return { code: 'QUOTE_NOT_CLOSED', message }
}

function textAfterQuote(column: number): CsvFault {
  const message = `expected the delimiter or the line end behind the quote that closes column ${column + 1}; a quote inside quotes is doubled`
  return { code: 'TEXT_AFTER_QUOTE', message }
}
