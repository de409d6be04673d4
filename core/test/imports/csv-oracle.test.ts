import { expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'

import { createCsvReader } from '../../src/imports/csv-reader.ts'

const cell = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 6 }) },
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(',', ';', '"', '\n', '\r', 'a', ' ', 'é') }),
  },
  fc.constantFrom('', '"', '""', '=1+1', '\r\n'),
)
const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
  )

test('Rows of files without faults are those of csv-parse, wherever the text is cut', () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (rows, delimiter, recordDelimiter, quoted, size) => {
        // A lone CR inside an unquoted cell is a line end to csv-parse and to nobody else.
        const text = stringify(rows, {
          delimiter,
          record_delimiter: recordDelimiter,
          quoted,
          quoted_match: /[\r\n]/,
        })
        const expected = parse(text, {
          delimiter,
          record_delimiter: recordDelimiter,
          relax_column_count: true,
        })
        const filled = expected.filter((row) => row.some((cell) => cell.trim() !== ''))
        expect(read(text, delimiter, size)).toEqual(filled)
      },
    ),
    { numRuns: 2000 },
  )
})

test('No text whatever breaks the reader: each line is in one row, and faults never lose a later line', () => {
  const text = fc.string({
    unit: fc.constantFrom(',', '"', '\n', '\r\n', 'a', ' ', '\0'),
    maxLength: 60,
  })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (prefix, size) => {
      const rows = read(`${prefix}\n"last, row",1\n`, ',', size)
      // The prefix may leave a quote open, which the quote of the last row then closes.
      expect(rows.flat().join('')).toContain('last')
    }),
    { numRuns: 2000 },
  )
})

function read(text: string, delimiter: string, size: number): string[][] {
  const reader = createCsvReader({ delimiter })
  const rows: string[][] = []
  const collect = () => rows.push(...reader.read(100).map((row) => [...row.cells]))
  for (let start = 0; start < text.length; start += size) {
    reader.push(text.slice(start, start + size))
    collect()
  }
  reader.end()
  collect()
  return rows
}
