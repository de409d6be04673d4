import { expect, test } from '@jest/globals'

import { createCsvReader, MAX_ROW_CHARS } from '../../src/imports/csv-reader.ts'

/** Pushed in pieces of `size` characters: a file arrives cut anywhere. */
function readAll(text: string, delimiter = ',', size = 3) {
  const reader = createCsvReader({ delimiter })
  const rows = []
  for (let start = 0; start < text.length; start += size) {
    reader.push(text.slice(start, start + size))
    rows.push(...reader.read(1000))
  }
  reader.end()
  rows.push(...reader.read(1000))
  return rows
}

const brief = (text: string) =>
  readAll(text).map(({ line, cells, fault }) => [line, fault?.code ?? cells.join('|')])

test('A row is given with the line it begins on, whatever the line ends are', () => {
  const rows = [
    [1, 'a|b'],
    [2, '1|x\r\ny'],
    [4, '2|'],
    [6, 'say "hi"|3'],
  ]
  expect(brief('a,b\r\n1,"x\r\ny"\r\n2,\r\n\r\n"say ""hi""",3\r\n')).toEqual(rows)
  expect(brief('a,b\n1,"x\r\ny"\n2,\n  \n"say ""hi""",3')).toEqual(rows)
})

test('A quote inside a cell without quotes is a character like any other', () => {
  expect(brief('a,5" pipe,b\n')).toEqual([[1, 'a|5" pipe|b']])
})

test('A quote that is never closed costs its own line and no other', () => {
  expect(brief('a,b\n1,"x\n2,y\n4,q')).toEqual([
    [1, 'a|b'],
    [2, 'QUOTE_NOT_CLOSED'],
    [3, '2|y'],
    [4, '4|q'],
  ])
})

test('A quote closed by the next quoted cell costs its own line and no other', () => {
  expect(brief('a,b\n1,"x\n2,y\n3,"z"\n4,q\n')).toEqual([
    [1, 'a|b'],
    [2, 'TEXT_AFTER_QUOTE'],
    [3, '2|y'],
    [4, '3|z'],
    [5, '4|q'],
  ])
})

test('A refused row names its fault and keeps what the line looks like', () => {
  const [, row] = readAll('a,b\n1,"x"y\n')
  expect(row).toMatchObject({
    line: 2,
    cells: ['1', '"x"y'],
    fault: {
      code: 'TEXT_AFTER_QUOTE',
      message:
        'expected the delimiter or the line end behind the quote that closes column 2; a quote inside quotes is doubled',
    },
  })
})

test('NUL and bytes of another encoding cost their own row', () => {
  expect(brief('a,b\n1,x\0\n2,y\n3,\udc80\n4,z\n')).toEqual([
    [1, 'a|b'],
    [2, 'NUL_CHARACTER'],
    [3, '2|y'],
    [4, 'ENCODING'],
    [5, '4|z'],
  ])
})

test('A row too large is refused with bounded memory, and the rows behind it are read', () => {
  const reader = createCsvReader({ delimiter: ',' })
  const rows = []
  reader.push('a,b\n1,')
  for (let chunk = 0; chunk < 40; chunk++) {
    reader.push('x'.repeat(MAX_ROW_CHARS / 10))
    rows.push(...reader.read(10))
  }
  reader.push('\n2,y\n')
  reader.end()
  rows.push(...reader.read(10))
  expect(rows.map(({ line, fault }) => [line, fault?.code])).toEqual([
    [1, undefined],
    [2, 'ROW_TOO_LARGE'],
    [3, undefined],
  ])
  expect(rows[1]?.cells.join(',').length).toBeLessThan(3000)
  expect(reader.position.offset).toBe(
    'a,b\n1,'.length + 40 * ((MAX_ROW_CHARS / 10) | 0) + '\n2,y\n'.length,
  )
})

test('Where the limit of a row is met does not depend on how the text is cut', () => {
  const cell = 'x\n'.repeat(MAX_ROW_CHARS / 2 + 1)
  const text = `a\n"${cell}"\nb\n`
  for (const size of [500_000, 5_000_000]) {
    const rows = readAll(text, ',', size)
    expect(rows.slice(0, 3).map(({ line, fault }) => [line, fault?.code])).toEqual([
      [1, undefined],
      [2, 'QUOTE_NOT_CLOSED'],
      [3, undefined],
    ])
  }
})

test('Reading goes on at any row boundary with the offset and line of the former reader', () => {
  const text = 'a,b\r\n1,"x\r\ny"\r\n2,z\r\n3,"q"\r\n'
  const whole = readAll(text)
  for (let count = 1; count < whole.length; count++) {
    const first = createCsvReader({ delimiter: ',' })
    first.push(text)
    const head = first.read(count)
    const second = createCsvReader({ delimiter: ',', line: first.position.line })
    second.push(text.slice(first.position.offset))
    second.end()
    const rest = second.read(1000)
    expect([...head, ...rest].map(({ line, cells }) => [line, cells])).toEqual(
      whole.map(({ line, cells }) => [line, cells]),
    )
    expect(head.at(-1)?.next).toEqual(first.position)
  }
})

test('Old Macintosh line ends are read when asked for', () => {
  const reader = createCsvReader({ delimiter: ';', newline: '\r' })
  reader.push('a;b\r1;"x\ry"\r')
  reader.end()
  expect(reader.read(9).map(({ line, cells }) => [line, ...cells])).toEqual([
    [1, 'a', 'b'],
    [2, '1', 'x\ry'],
  ])
})
