import { createCsvReader, type CsvRecord } from './csv-reader.ts'
import { decodePart } from './encoding.ts'
import type { Plan } from './plan.ts'
import type { Cursor } from './stored-import.ts'

/** Some rows of the file, and where reading goes on behind any of them. */
export interface RowBlock {
  readonly rows: readonly CsvRecord[]
  /** The place behind row `index`. */
  behind(index: number): Cursor
}

type FileCursor = Extract<Cursor, { in: 'file' }>

/** A block ends after so many characters even when it has few rows: 2,000 rows of 1 Mi characters each would be 2 GB. */
const BLOCK_CHARS = 4_194_304
/** Rows asked of the reader at once. */
const GULP = 100

/**
 * Reads rows from a place of the stored file on, a part at a time: two parts and a block are in memory, whatever the size.
 * The same cursor gives the same blocks, so that a run that was killed goes on as if nothing had happened.
 */
export async function* readRows(
  plan: Pick<Plan, 'encoding' | 'dialect' | 'hasHeader'>,
  from: FileCursor | null,
  blockRows: number,
  readPart: (part: number) => Promise<Buffer | undefined>,
): AsyncIterable<RowBlock> {
  const { delimiter, newline, skip } = plan.dialect
  const first: FileCursor = from ?? { in: 'file', part: 0, offset: skip, line: skip > 0 ? 2 : 1 }
  const reader = createCsvReader({ delimiter, newline, line: first.line })
  const places = createPlaces(first)
  let rows: CsvRecord[] = []
  let beganAt = 0
  let isHeaderNext = plan.hasHeader && from === null

  for (let part = first.part, next = readPart(part); ; part++) {
    const bytes = await next
    if (bytes) {
      // The next part comes over the wire while this one is read.
      next = readPart(part + 1)
      next.catch(() => undefined)
      const text = decodePart(bytes, plan.encoding, part === 0)
      const fresh = part === first.part ? text.slice(first.offset) : text
      places.add(part, fresh.length)
      reader.push(fresh)
    } else reader.end()
    for (let records = reader.read(GULP); records.length > 0; records = reader.read(GULP)) {
      for (const record of records) {
        if (isHeaderNext) {
          isHeaderNext = false
          continue
        }
        rows.push(record)
        const { offset } = record.next
        if (rows.length < blockRows && offset - beganAt < BLOCK_CHARS) continue
        yield places.block(rows)
        rows = []
        beganAt = offset
      }
    }
    if (!bytes) break
  }
  if (rows.length > 0) yield places.block(rows)
}

interface Place {
  readonly part: number
  /** Characters read before it. */
  readonly at: number
}

/** Turns what the reader has counted since this run began into places of the stored file. */
function createPlaces(first: FileCursor) {
  let places: Place[] = []
  let pushed = 0

  return {
    add(part: number, length: number): void {
      places = [...places, { part, at: pushed }]
      pushed += length
    },
    block(rows: readonly CsvRecord[]): RowBlock {
      const known = places
      const end = rows.at(-1)?.next.offset ?? 0
      places = places.filter(
        ({ at }, index) => at > end || (places[index + 1]?.at ?? Infinity) > end,
      )
      return { rows, behind: (index) => behind(known, rows[index] as CsvRecord) }
    },
  }

  function behind(known: readonly Place[], { next }: CsvRecord): FileCursor {
    const { part, at } = known.findLast((place) => place.at <= next.offset) ?? {
      part: first.part,
      at: 0,
    }
    const offset = next.offset - at + (part === first.part ? first.offset : 0)
    return { in: 'file', part, offset, line: next.line }
  }
}
