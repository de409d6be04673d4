import { expect, test } from '@jest/globals'

import type { Fault } from '../../src/base/crm-error.ts'
import { compileProperty } from '../../src/entities/compile-property.ts'
import { currencyDigits } from '../../src/entities/currencies.ts'
import { hasNormalizer, normalizeValue } from '../../src/entities/normalize.ts'
import type { PropertyWords } from '../../src/entities/property.ts'

function read(normalize: PropertyWords['normalize'], value: unknown, country?: string) {
  const property = compileProperty('it', { type: 'string', 'x-crm': { normalize } }, false)
  const faults: Fault[] = []
  return { value: normalizeValue(property, value, { country }, faults), faults }
}

test('A phone number is stored in E.164 form when its country is known or written', () => {
  expect(read('phone', '504-621-8927', 'US').value).toBe('+15046218927')
  expect(read('phone', '(504) 621.8927', 'CA').value).toBe('+15046218927')
  expect(read('phone', '123-456-7890', 'US').value).toBe('+11234567890')
  expect(read('phone', '+49 (30) 901820').value).toBe('+4930901820')
  expect(read('phone', '0049 30 901820').value).toBe('+4930901820')
  expect(read('phone', '(504) 621-8927 x12', 'US').value).toBe('+15046218927;ext=12')
  expect(read('phone', '+15046218927;ext=12').value).toBe('+15046218927;ext=12')
})

test('A phone number nobody can read is kept as it was typed', () => {
  expect(read('phone', ' 621  8927 ')).toEqual({ value: '621 8927', faults: [] })
  expect(read('phone', '504-621-8927', 'ZZ').value).toBe('504-621-8927')
})

test('An e-mail address is compared in lower case', () => {
  expect(read('lower', '  Ada@Example.COM ').value).toBe('ada@example.com')
})

test('A country is understood by its codes and by its names in several languages', () => {
  const names = ['us', 'USA', 'United States', 'united states of america', 'Vereinigte Staaten']
  expect(names.map((name) => read('country', name).value)).toEqual(names.map(() => 'US'))
  expect(read('country', "COTE D'IVOIRE").value).toBe('CI')
  expect(read('country', 'UK').value).toBe('GB')
  expect(read('country', 'Kenya').value).toBe('KE')
})

test('A country that does not exist is reported with what was expected', () => {
  expect(read('country', 'Philipines')).toEqual({
    value: 'Philipines',
    faults: [
      {
        path: '/it',
        code: 'country',
        message: 'expected a country by name or ISO 3166-1 code like DE, came "Philipines"',
      },
    ],
  })
})

test('A web address gets its scheme, and one that would run code is refused', () => {
  expect(read('url', 'www.example.com/a').value).toBe('https://www.example.com/a')
  expect(read('url', 'http://www.example.com').value).toBe('http://www.example.com')
  expect(read('url', 'example.com:8080').value).toBe('https://example.com:8080')
  expect(read('url', 'https://exämple.com/ü').value).toBe('https://xn--exmple-cua.com/%C3%BC')
  for (const bad of [
    ['javascript', 'alert(1)'].join(':'),
    'data:text/html,x',
    'nonsense',
    'http://',
  ])
    expect(read('url', bad).faults).toMatchObject([{ path: '/it', code: 'url' }])
})

test('A domain loses scheme, www and path', () => {
  expect(read('domain', 'https://WWW.Example.com/about').value).toBe('example.com')
  expect(read('domain', 'bücher.de').value).toBe('xn--bcher-kva.de')
  expect(read('domain', 'no domain').faults).toMatchObject([{ code: 'domain' }])
})

test('A currency is an ISO 4217 code', () => {
  expect(read('currency', ' eur ').value).toBe('EUR')
  expect(read('currency', 'ZZZ').faults).toMatchObject([{ code: 'currency' }])
  expect(['EUR', 'JPY', 'KWD', 'CLF', 'IQD'].map(currencyDigits)).toEqual([2, 0, 3, 4, 3])
})

test('The word of a list holds for the value of each entry, and faults name their place', () => {
  const entry = {
    type: 'object',
    properties: { value: { type: 'string' }, type: { type: 'string' } },
  }
  const phones = compileProperty(
    'phones',
    { type: 'array', items: entry, 'x-crm': { normalize: 'phone' } },
    false,
  )
  const given = [{ value: '504-621-8927', type: 'Work ' }, 'not an entry', { type: 'home' }]
  expect(normalizeValue(phones, given, { country: 'US' }, [])).toEqual([
    { value: '+15046218927', type: 'Work ' },
    'not an entry',
    { type: 'home' },
  ])
  expect(given[0]).toEqual({ value: '504-621-8927', type: 'Work ' })

  const address = compileProperty(
    'addresses',
    {
      type: 'array',
      items: {
        type: 'object',
        properties: { country: { type: 'string', 'x-crm': { normalize: 'country' } } },
      },
    },
    false,
  )
  const faults: Fault[] = []
  const read = normalizeValue(address, [{ country: 'Kenya' }, { country: 'Atlantis' }], {}, faults)
  expect(read).toEqual([{ country: 'KE' }, { country: 'Atlantis' }])
  expect(faults).toMatchObject([{ path: '/addresses/1/country', code: 'country' }])
})

test('What is no text is left for the schema check', () => {
  for (const value of [null, undefined, 7, true, {}, []])
    expect(read('phone', value)).toEqual({ value, faults: [] })
  expect(hasNormalizer(compileProperty('it', { type: 'integer' }, false))).toBe(false)
})

test('Normalising twice changes nothing', () => {
  const words = ['trim', 'lower', 'phone', 'url', 'domain', 'country', 'currency'] as const
  const texts = [' Ä.b@C.de', '0049 30 901820', 'www.Example.com/ü', 'Deutschland', 'usd', '12 x 3']
  for (const word of words)
    for (const text of texts) {
      const once = read(word, text, 'DE').value
      expect(read(word, once, 'DE').value).toBe(once)
    }
})
