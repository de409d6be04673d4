import { expect, test } from '@jest/globals'

import type { FieldDefinition } from '../../src/custom-fields/field-definition.ts'
import { createFieldsCache } from '../../src/custom-fields/fields-cache.ts'

/** A store that answers when it is told to, and a clock that stands. */
function world() {
  const reads: {
    known: number | undefined
    answer: (stamp: number, keys: string[]) => void
    fail: (error: Error) => void
  }[] = []
  let nowMs = 0
  const cache = createFieldsCache(
    {
      read: (_, known) =>
        new Promise((resolve, reject) => {
          reads.push({
            known,
            answer: (stamp, keys) =>
              resolve({ stamp, definitions: stamp === known ? undefined : keys.map(definition) }),
            fail: reject,
          })
        }),
    },
    () => nowMs,
  )
  const keysOf = async () => [...(await cache.of('t')).fields('contact').keys()]
  return { cache, reads, keysOf, pass: (ms: number) => void (nowMs += ms) }
}

const definition = (key: string): FieldDefinition => ({
  ...{ id: key, entity: 'contact', key, schema: { type: 'string' }, retired: [], required: false },
  ...{
    indexed: false,
    unique: false,
    position: 0,
    status: 'active',
    index: 'none',
    claims: 'none',
  },
  ...{ progress: null, failure: null, version: 1, createdAt: '', updatedAt: '' },
  ...{ createdBy: {}, updatedBy: {} },
})

test('fresh fields are answered without a promise, and asked for once by many', async () => {
  const { cache, reads } = world()
  const both = [cache.of('t'), cache.of('t')]
  expect(reads).toHaveLength(1)
  reads[0]?.answer(1, ['a'])
  const [one, other] = await Promise.all(both.map(async (one) => one))
  expect(one).toBe(other)
  expect(cache.of('t')).toBe(one)
  expect(reads).toHaveLength(1)
})

test('after half a second they are looked at in the background, after a whole one nobody is answered with them', async () => {
  const { cache, reads, keysOf, pass } = world()
  const first = keysOf()
  reads[0]?.answer(1, ['a'])
  expect(await first).toEqual(['a'])
  pass(600)
  expect(cache.of('t')).not.toBeInstanceOf(Promise)
  expect(reads[1]?.known).toBe(1)
  pass(500)
  const waiting = cache.of('t')
  expect(waiting).toBeInstanceOf(Promise)
  reads[1]?.answer(2, ['a', 'b'])
  expect([...(await waiting).fields('contact').keys()]).toEqual(['a', 'b'])
})

test('a reading that began before a change is not kept', async () => {
  const { cache, reads, keysOf } = world()
  const before = keysOf()
  cache.forget('t')
  const after = keysOf()
  reads[1]?.answer(2, ['new'])
  expect(await after).toEqual(['new'])
  reads[0]?.answer(1, ['old'])
  expect(await before).toEqual(['old'])
  expect(await keysOf()).toEqual(['new'])
  expect(reads).toHaveLength(2)
})

test('a reading that fails is told to those who wait for it, and tried again', async () => {
  const { reads, keysOf } = world()
  const failing = keysOf()
  reads[0]?.fail(new Error('no database'))
  await expect(failing).rejects.toThrow('no database')
  const next = keysOf()
  reads[1]?.answer(1, ['a'])
  expect(await next).toEqual(['a'])
})

test('a look in the background that fails leaves the fields in use until they are too old', async () => {
  const { cache, reads, keysOf, pass } = world()
  const first = keysOf()
  reads[0]?.answer(1, ['a'])
  await first
  pass(700)
  void cache.of('t')
  reads[1]?.fail(new Error('no database'))
  await Promise.resolve()
  expect(await keysOf()).toEqual(['a'])
})

test('tenants with equal fields share what is compiled for them, others do not', async () => {
  const { cache, reads } = world()
  const all = ['one', 'two', 'three'].map((tenant) => cache.of(tenant))
  reads[0]?.answer(1, ['a'])
  reads[1]?.answer(7, ['a'])
  reads[2]?.answer(1, ['b'])
  const [one, two, three] = await Promise.all(all.map(async (one) => one))
  expect(one?.version).toBe(two?.version)
  expect(one?.version).not.toBe(three?.version)
  expect([one?.stamp, two?.stamp]).toEqual([1, 7])
})
