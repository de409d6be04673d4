import { expect, test } from '@jest/globals'

import { demoData } from '../src/demo-data.ts'

const data = demoData()

test('the demo records are the same every time', () => {
  expect(demoData()).toEqual(data)
  expect(demoData(1)).not.toEqual(data)
})

test('every address is one that cannot belong to anybody', () => {
  const emails = data.contacts.flatMap(({ data: { emails = [] } }) =>
    emails.map(({ value }) => value),
  )
  const domains = data.companies.map(({ data: { domain } }) => domain)
  for (const text of [...emails, ...domains]) expect(text).toMatch(/^[a-z0-9.@-]+\.example$/)
  expect(new Set(emails).size).toBe(emails.length)
  expect(new Set(domains).size).toBe(domains.length)
})

test('parents stand among the first ten companies, which have none', () => {
  for (const [position, { parent }] of data.companies.entries()) {
    if (position < 10) expect(parent).toBeUndefined()
    else expect(parent ?? 0).toBeLessThan(10)
  }
})
