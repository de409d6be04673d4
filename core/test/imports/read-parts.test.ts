import { expect, test } from '@jest/globals'

import { encodingNamed, withoutStrayBytes } from '../../src/imports/encoding.ts'
import { createPartCutter } from '../../src/imports/part-cutter.ts'
import { readRows } from '../../src/imports/row-source.ts'
import type { Cursor } from '../../src/imports/stored-import.ts'

/** Uploads in pieces of `size` bytes; gives the parts and the encoding found. */
function cut(bytes: Buffer, { size = 60_000, stated }: { size?: number; stated?: string } = {}) {
  const cutter = createPartCutter(stated)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size)
    parts.push(...cutter.push(bytes.subarray(at, at + size)))
  const { last, encoding } = cutter.end()
  return { parts: [...parts, ...last], encoding }
}

type File = ReturnType<typeof cut>

async function read({ parts, encoding }: File, from: Cursor | null = null, blockRows = 700) {
  const dialect = { delimiter: ',', newline: '\n' as const, skip: 0 }
  const rows: {
    line: number
    cells: readonly string[]
    fault: string | undefined
    behind: Cursor
  }[] = []
  const place = from?.in === 'file' ? from : null
  for await (const block of readRows(
    { encoding, dialect, hasHeader: true },
    place,
    blockRows,
    async (part) => parts[part],
  )) {
    for (const [index, { line, cells, fault }] of block.rows.entries()) {
      rows.push({ line, cells, fault: fault?.code, behind: block.behind(index) })
    }
  }
  return rows
}

const names = ['Ada', 'Zoë', 'Łukasz', '李雷', '😀 Emoji', '"quo ""ted"', '"two\nlines"']
const table = (count: number, pick = names) =>
  `name,n\n${Array.from({ length: count }, (_, index) => `${pick[index % pick.length]},${index}\n`).join('')}`
const western = (count: number) => table(count, ['Zoë', 'Café', 'naïve', '10 €', 'Ada'])
const cp1252 = (text: string) => Buffer.from(text.replaceAll('€', '\x80'), 'latin1')

test('Each encoding is found out and read', async () => {
  const text = table(3)
  const files: [string, Buffer][] = [
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
  ]
  for (const [encoding, bytes] of files) {
    const file = cut(bytes)
    expect(file.encoding).toBe(encoding)
    expect((await read(file)).map(({ cells }) => cells[0])).toEqual(['Ada', 'Zoë', 'Łukasz'])
  }
  const file = cut(cp1252(western(4)))
  expect(file.encoding).toBe('windows-1252')
  expect((await read(file)).map(({ cells }) => cells[0])).toEqual(['Zoë', 'Café', 'naïve', '10 €'])
})

test('The first letter that tells the encoding may come after megabytes of ASCII', () => {
  const ascii = 'a,b\n'.repeat(600_000)
  expect(cut(Buffer.from(`${ascii}Zoë,1\n`)).encoding).toBe('utf-8')
  expect(cut(cp1252(`${ascii}Zoë,1\n`)).encoding).toBe('windows-1252')
})

test('In a file of two encodings only the rows of the lesser one are refused', async () => {
  const bytes = Buffer.concat([
    Buffer.from(table(20)),
    cp1252('Zoë,20\n'),
    Buffer.from('Łukasz,21\n'),
  ])
  const file = cut(bytes)
  expect(file.encoding).toBe('utf-8')
  const rows = await read(file)
  expect(rows.filter(({ fault }) => fault).map(({ fault, cells }) => [fault, cells[1]])).toEqual([
    ['ENCODING', '20'],
  ])
  expect(withoutStrayBytes(rows[20]?.cells[0] ?? '')).toBe('Zoë')
  expect(rows[21]?.cells[0]).toBe('Łukasz')
})

test('A file of UTF-16 that was cut off in a character loses that row only', async () => {
  const bytes = Buffer.from(`\ufeff${table(3)}`, 'utf16le')
  const rows = await read(cut(bytes.subarray(0, -3)))
  expect(rows.map(({ fault }) => fault)).toEqual([undefined, undefined, 'ENCODING'])
})

test('Parts begin at lines, and every row of a file of many parts is read once, in order', async () => {
  for (const [bytes, size] of [
    [Buffer.from(table(250_000)), 65_536],
    [Buffer.from(table(250_000)), 1_000_001],
    [cp1252(western(250_000)), 100_003],
    [Buffer.from(`\ufeff${table(150_000)}`, 'utf16le'), 99_999],
    [Buffer.from(table(250_000).replaceAll('\n', '\r\n')), 77_777],
  ] as const) {
    const file = cut(bytes, { size })
    expect(file.parts.length).toBeGreaterThan(1)
    expect(Buffer.concat(file.parts).equals(bytes)).toBe(true)
    const rows = await read(file)
    expect(rows.every(({ cells, fault }, index) => !fault && cells[1] === String(index))).toBe(true)
  }
})

test('Reading goes on behind any row as if it had never stopped', async () => {
  const file = cut(Buffer.from(table(120_000)))
  expect(file.parts.length).toBeGreaterThan(1)
  const rows = await read(file)
  for (const index of [0, 699, 700, 60_000, 119_998]) {
    const rest = await read(file, rows[index]?.behind)
    expect(rest.length).toBe(rows.length - index - 1)
    expect(rest[0]).toEqual(rows[index + 1])
    expect(rest.at(-1)).toEqual(rows.at(-1))
  }
  expect(await read(file, rows.at(-1)?.behind)).toEqual([])
})

test('A part without line ends is cut between two characters', async () => {
  const long = `"${'😀é'.repeat(1_500_000)}",1\nAda,2\n`
  const file = cut(Buffer.from(`name,n\n${long}`))
  expect(file.encoding).toBe('utf-8')
  expect((await read(file)).map(({ fault, cells }) => fault ?? cells[1])).toEqual([
    'ROW_TOO_LARGE',
    '2',
  ])
})

test('An encoding is stated by any of its names, and an unknown one is refused', () => {
  expect(['UTF8', 'latin1', 'utf-16', 'Shift_JIS'].map(encodingNamed)).toEqual([
    'utf-8',
    'windows-1252',
    'utf-16le',
    'shift_jis',
  ])
  expect(() => encodingNamed('ebcdic')).toThrow(
    expect.objectContaining({ code: 'IMPORT_ENCODING_UNKNOWN', status: 400 }),
  )
})
