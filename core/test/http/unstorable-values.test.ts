import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { isCrmError } from '../../src/base/crm-error.ts'
import { parseJson } from '../../src/http/json-text.ts'
import { type Body, echo, startTestApp } from './test-app.ts'

let server: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => (server = await startTestApp([echo()])))
afterAll(() => server.stop())

const post = (body: Body) =>
  server.call('POST', '/api/v1/things', { body, headers: { 'content-type': 'application/json' } })

test.each([
  ['a NUL character in a value', '{"a":{"b":"x\\u0000y"}}', '/a/b', 'NUL_CHARACTER'],
  ['a NUL character in a key', '{"a":[{"x\\u0000":1}]}', '/a/0/x\uFFFD', 'NUL_CHARACTER'],
  ['half a surrogate pair in a value', '{"a":"\\ud83d"}', '/a', 'LONE_SURROGATE'],
  ['half a surrogate pair in a key', '{"\\udc00/~":1}', '/\uFFFD~1~0', 'LONE_SURROGATE'],
  ['a number that is infinite', '{"a":[1,1e400]}', '/a/1', 'NUMBER_OUT_OF_RANGE'],
  ['a negative one', '{"a":-1E+999}', '/a', 'NUMBER_OUT_OF_RANGE'],
  ['one of 400 digits', `{"a":${'9'.repeat(400)}}`, '/a', 'NUMBER_OUT_OF_RANGE'],
  ['a prototype', '{"a":{"__proto__":{"admin":true}}}', '/a/__proto__', 'UNKNOWN_FIELD'],
  ['an escaped prototype', '{"\\u005f_proto__":{"x":1}}', '/__proto__', 'UNKNOWN_FIELD'],
  ['a constructor', '{"constructor":{"prototype":{"x":1}}}', '/constructor', 'UNKNOWN_FIELD'],
])('%s is refused, with its path', async (_title, body, path, code) => {
  const answer = await post(body)
  expect([answer.status, answer.body.code]).toEqual([422, 'VALIDATION_FAILED'])
  expect(answer.body.errors).toEqual([{ path, code, message: expect.any(String) }])
})

test('bytes that are not UTF-8 are 400', async () => {
  const answer = await post(Buffer.from([0x7b, 0x22, 0x61, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
  expect([answer.status, answer.body.code]).toEqual([400, 'BODY_NOT_UTF8'])
})

test('whole surrogate pairs, long numbers and a plain constructor pass', async () => {
  const value = { a: '\u{1F600}', constructor: 'Bob & Sons', n: 1e300, small: 1e-400, __x: 1 }
  expect((await post(JSON.stringify(value).replace('😀', '\\ud83d\\ude00'))).body.data).toEqual(
    value,
  )
})

test('what passes is exactly what JSON.parse gives, and holds nothing that cannot be stored', () => {
  const strange = fc.string({
    unit: fc.constantFrom('a', '\0', '\ud800', '\udc00', '"', '\\', '_', 'é', '{', ']'),
  })
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      strange,
      fc.double(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(
      fc.oneof(strange, fc.constantFrom('__proto__', 'constructor', 'prototype')),
      tie('value'),
      { maxKeys: 4 },
    ),
  })).value
  fc.assert(
    fc.property(json, (value) => {
      const text = JSON.stringify(value)
      const plain = JSON.stringify(JSON.parse(text))
      const unstorable = /\\u0000|\\u[dD][89a-fA-F]|"__proto__":/.test(plain)
      try {
        expect(JSON.stringify(parseJson(Buffer.from(text)))).toBe(plain)
        expect(unstorable).toBe(false)
      } catch (error) {
        if (!isCrmError(error)) throw error
        expect(unstorable || text.includes('"constructor":{')).toBe(true)
      }
    }),
    { numRuns: 2_000 },
  )
})
