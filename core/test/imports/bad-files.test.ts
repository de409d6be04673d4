import { gzipSync } from 'node:zlib'

import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { finished, importFile, records, refusals, upload } from './support/import-kit.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
const acme = t.as('acme')
afterAll(() => t.close())

const refused = async (file: string | Buffer, options: Record<string, unknown> = {}) => {
  const { status, body } = await upload(acme, 'contacts', file, options)
  return [
    status,
    body.code,
    ...(body.errors ?? []).map(({ path, code }: Record<string, string>) => `${path} ${code}`),
  ]
}

test('A file that is none is refused with what is wrong with it', async () => {
  expect(await refused('')).toEqual([422, 'IMPORT_FILE_EMPTY'])
  expect(await refused('email\n')).toEqual([422, 'IMPORT_FILE_EMPTY'])
  expect(await refused('\ufeff')).toEqual([422, 'IMPORT_FILE_EMPTY'])
  expect(await refused(Buffer.from('504b030414000600', 'hex'))).toEqual([
    415,
    'IMPORT_FILE_NOT_CSV',
  ])
  expect(await refused(gzipSync('email\na@x.com\n'))).toEqual([415, 'IMPORT_FILE_NOT_CSV'])
  expect(await refused('"email,name\n1,2\n')).toEqual([422, 'IMPORT_FILE_INVALID'])
  expect(await refused(`${'c,'.repeat(10_000)}c\n`)).toEqual([422, 'IMPORT_FILE_INVALID'])
  expect(await refused('\0\0\0\0\n\0\n')).toEqual([422, 'IMPORT_FILE_INVALID'])
  expect(await refused('email\na@x.com\n', { encoding: 'ebcdic' })).toEqual([
    400,
    'IMPORT_ENCODING_UNKNOWN',
  ])
})

test('Options that fit nothing are refused with their places', async () => {
  const file = 'email\na@x.com\n'
  expect(await refused(file, { mode: 'merge' })).toEqual([400, 'INVALID_PARAMETER', 'mode enum'])
  expect(await refused(file, { nope: '1' })).toEqual([
    400,
    'INVALID_PARAMETER',
    'nope UNKNOWN_PARAMETER',
  ])
  expect(await refused(file, { mapping: 'x' })).toEqual([
    422,
    'IMPORT_OPTIONS_INVALID',
    'mapping json',
  ])
  expect(await refused(file, { mapping: [1] })).toEqual([
    422,
    'IMPORT_OPTIONS_INVALID',
    '/mapping type',
  ])
  expect(await refused(file, { defaults: '[]' })).toEqual([
    422,
    'IMPORT_OPTIONS_INVALID',
    '/defaults type',
  ])
  expect(await refused(file, { dateFormat: 'nonsense' })).toEqual([
    422,
    'IMPORT_OPTIONS_INVALID',
    '/dateFormat format',
  ])
  expect(await refused(file, { timeZone: 'Mars/Olympus', currency: 'ZZZ' })).toEqual([
    422,
    'IMPORT_OPTIONS_INVALID',
    '/timeZone format',
    '/currency format',
  ])
  const unicorns = await upload(acme, 'unicorns', file)
  expect([unicorns.status, unicorns.body.errors[0].path]).toEqual([422, '/entity'])
})

test('Every bad row is listed once with its line, and the good ones between are taken', async () => {
  const file = [
    'email,last name,birthday',
    'good1@x.com,A,1980-01-02',
    '"never closed@x.com,B,',
    'good2@x.com,C,',
    'bad"quote@x.com",D,',
    '"closed"early@x.com,E,',
    'good3@x.com,F,,,',
    'too,many,cells,here',
    'few,cells',
    'good4@x.com,=cmd|x,',
    'nul\0@x.com,G,',
    'not an address,H,1980-02-30',
    ',,',
    `long@x.com,${'x'.repeat(101)},`,
    'good5@x.com,"two',
    'lines",1980-01-02',
    '',
  ].join('\n')
  const done = await importFile(t, acme, 'contacts', file)
  expect(await refusals(acme, done.id)).toEqual([
    [3, '', 'TEXT_AFTER_QUOTE'],
    [5, 'email', 'format'],
    [6, '', 'TEXT_AFTER_QUOTE'],
    [8, '', 'TOO_MANY_CELLS'],
    [9, '', 'TOO_FEW_CELLS'],
    [11, '', 'NUL_CHARACTER'],
    [12, 'birthday', 'date'],
    [14, 'last name', 'maxLength'],
  ])
  expect(done.counters).toMatchObject({ created: 5, refused: 8 })
  expect((await records(acme, 'contacts', 'email'))['good4@x.com'].lastName).toBe('=cmd|x')
  const { body } = await acme.get(`/imports/${done.id}/errors.csv`)
  expect(body).toContain('nul␀@x.com')
})

test('Rows in another encoding are listed as people can read them', async () => {
  const bytes = Buffer.concat([
    Buffer.from('email,last name\nzoe@x.com,Zoë\nłu@x.com,Ł\n'),
    Buffer.from('jos@x.com,Jos\xe9\n', 'latin1'),
    Buffer.from('ok@x.com,é\n'),
  ])
  const done = await importFile(t, t.as('mixed'), 'contacts', bytes, { mapping: { email: null } })
  expect(done).toMatchObject({ encoding: 'utf-8', counters: { created: 3, refused: 1 } })
  const { body } = await t.as('mixed').get(`/imports/${done.id}/errors`)
  expect(body.data).toMatchObject([
    { line: 4, cells: ['jos@x.com', 'José'], faults: [{ code: 'ENCODING' }] },
  ])
})

test('Whatever the bytes, the answer is a 202 or a 4xx, and every row is counted once', async () => {
  const piece = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'a@x.com',
        'B',
        '"',
        '""',
        ',',
        ';',
        '\n',
        '\r\n',
        '\r',
        '\t',
        ' ',
        '1980-01-02',
      ),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '\0',
        '\ud800',
        '\ufeff',
        '__proto__',
        'constructor',
        "'",
        '\\',
        '\\N',
        '\\.',
        '{"a":1}',
        '[1]',
        '\u0000',
      ),
    },
  )
  const body = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
  const bytes = fc.oneof(
    body.map((text) => Buffer.from(`email,last name,emails,addresses,tags\n${text}`)),
    body.map((text) => Buffer.from(text, 'latin1')),
    body.map((text) => Buffer.from(`email,last name\n${text}`, 'utf16le')),
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  )
  const started: string[] = []
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('create', 'upsert', 'update'), async (file, mode) => {
      const { status, body: answer } = await upload(acme, 'contacts', file, {
        mode,
        unknownColumns: 'ignore',
      })
      if (status === 202) started.push(answer.data.id)
      expect(status === 202 || (status >= 400 && status < 500)).toBe(true)
    }),
    { numRuns: 150 },
  )
  expect(started.length).toBeGreaterThan(10)
  for (const id of started) {
    const { state, counters } = await finished(t, acme, id)
    expect([
      state,
      counters.created + counters.updated + counters.unchanged + counters.refused,
    ]).toEqual(['done', counters.rows])
  }
})

test('A cell the database itself refuses costs its row only', async () => {
  // The check of the column counts characters after the hook has joined both names; the schema cannot know.
  const rows = Array.from({ length: 40 }, (_, n) =>
    n === 17 ? `${'f'.repeat(100)},${'l'.repeat(100)} \n` : `F${n},L${n}\n`,
  )
  const tight = await createTestCrm({ plugins: [await crmPlugin({ nameLength: 150 })] })
  try {
    const client = tight.as('tight')
    const done = await importFile(
      tight,
      client,
      'contacts',
      `first name,last name\n${rows.join('')}`,
    )
    expect(done).toMatchObject({ state: 'done', counters: { created: 39, refused: 1 } })
    expect(await refusals(client, done.id)).toEqual([[19, '', 'CHECK_FAILED']])
  } finally {
    await tight.close()
  }
})
