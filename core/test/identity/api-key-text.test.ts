import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { isSameSecret, newApiKeyText, parseApiKey } from '../../src/identity/api-key-text.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

test('a new key is read back as what is stored of it', () => {
  const { text, publicId, secretSha256 } = newApiKeyText()
  expect(text).toMatch(/^crm_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/)
  expect(text).toContain(publicId)
  expect(parseApiKey(text)).toEqual({ publicId, secretSha256 })
})

test('no two keys are alike', () => {
  const texts = new Set(Array.from({ length: 1_000 }, () => newApiKeyText().text))
  expect(texts.size).toBe(1_000)
})

test('the checksum catches every change of a single character', () => {
  const { text } = newApiKeyText()
  for (let at = 0; at < text.length; at++) {
    for (const letter of `${alphabet}_-`) {
      if (letter === text[at]) continue
      const changed = text.slice(0, at) + letter + text.slice(at + 1)
      expect([changed, parseApiKey(changed)]).toEqual([changed, undefined])
    }
  }
})

test('a key that is cut, doubled or two characters swapped is no key', () => {
  const key = fc.nat().map(() => newApiKeyText().text)
  fc.assert(
    fc.property(key, fc.nat({ max: 50 }), (text, at) => {
      expect(parseApiKey(text.slice(0, at))).toBeUndefined()
      expect(parseApiKey(text.slice(0, at) + text.charAt(at) + text.slice(at))).toBeUndefined()
      const [one = '', other = ''] = [text.charAt(at), text.charAt(at + 1)]
      if (one === other) return
      const swapped = text.slice(0, at) + other + one + text.slice(at + 2)
      expect(parseApiKey(swapped)).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test('what is no key at all is refused without an error', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseApiKey(text)).toBeUndefined()
      expect(parseApiKey(`crm_live_${text}`)).toBeUndefined()
    }),
  )
})

test('secrets are compared whole', () => {
  const [one, other] = [newApiKeyText(), newApiKeyText()]
  expect(isSameSecret(one.secretSha256, Buffer.from(one.secretSha256))).toBe(true)
  expect(isSameSecret(one.secretSha256, other.secretSha256)).toBe(false)
  expect(isSameSecret(one.secretSha256, one.secretSha256.subarray(1))).toBe(false)
})
