import { expect, test } from '@jest/globals'

import { createRecordCache, type RowVersion } from '../../src/entities/reader/record-cache.ts'

/** A table of rows by id; `read` notes what was asked. */
function table(rows: Record<string, { xmin: string; json: string }>) {
  const asked: string[][] = []
  return {
    rows,
    asked,
    versions: (): RowVersion[] => Object.entries(rows).map(([id, { xmin }]) => ({ id, xmin })),
    read: (ids: readonly string[]) => {
      asked.push([...ids])
      return Promise.resolve(
        ids.flatMap((id) => {
          const row = rows[id]
          return row ? [{ id, ...row }] : []
        }),
      )
    },
  }
}

test('a row is printed once for each of its versions', async () => {
  const cache = createRecordCache()
  const { rows, asked, versions, read } = table({
    a: { xmin: '1', json: 'A1' },
    b: { xmin: '1', json: 'B1' },
  })
  expect(await cache.texts('v', versions(), read)).toEqual(['A1', 'B1'])
  expect(await cache.texts('v', versions(), read)).toEqual(['A1', 'B1'])
  rows['b'] = { xmin: '2', json: 'B2' }
  expect(await cache.texts('v', versions(), read)).toEqual(['A1', 'B2'])
  expect(asked).toEqual([['a', 'b'], ['b']])
})

test('another view of the same row is another text', async () => {
  const cache = createRecordCache()
  const all = table({ a: { xmin: '1', json: '{"name":1,"pay":2}' } })
  const some = table({ a: { xmin: '1', json: '{"name":1}' } })
  await cache.texts('tenant contact boss ', all.versions(), all.read)
  expect(await cache.texts('tenant contact guest ', some.versions(), some.read)).toEqual([
    '{"name":1}',
  ])
})

test('a row that is gone when its text is asked for is left out', async () => {
  const cache = createRecordCache()
  const { versions, read, rows } = table({
    a: { xmin: '1', json: 'A' },
    b: { xmin: '1', json: 'B' },
  })
  const seen = versions()
  delete rows['a']
  expect(await cache.texts('v', seen, read)).toEqual(['B'])
})

test('after clearing everything is asked for again', async () => {
  const cache = createRecordCache()
  const { asked, versions, read } = table({ a: { xmin: '1', json: 'A' } })
  await cache.texts('v', versions(), read)
  cache.clear()
  await cache.texts('v', versions(), read)
  expect(asked).toHaveLength(2)
})
