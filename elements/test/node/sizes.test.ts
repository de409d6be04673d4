import { globSync } from 'node:fs'
import { basename, resolve } from 'node:path'

import { beforeAll, expect, test } from '@jest/globals'

import { bundledKb } from './bundle.ts'

/** KiB gzipped that each element adds to a page with a provider (research §3.4; the form brings the validator, 6.2). */
const OWN_BUDGET: Readonly<Record<string, number>> = {
  'crm-record-list': 12,
  'crm-contact-list': 12.5,
  'crm-record-form': 17.2,
  'crm-record': 24,
}
/** Lit, client, session, stream, store, texts, theme and notices: what every page has. */
const CORE_BUDGET = 28
/** Design §13. */
const PROVIDER_AND_LIST_BUDGET = 40
const ALL_BUDGET = 150

const root = resolve(import.meta.dirname, '../..')
const tags = globSync('src/define/*.ts', { cwd: root }).map((path) => basename(path, '.ts'))
let core: number

beforeAll(async () => {
  core = await bundledKb('define/crm-provider.ts')
}, 60_000)

test('a page with a provider alone stays within its budget', () => {
  expect(core).toBeGreaterThan(10)
  expect(core).toBeLessThanOrEqual(CORE_BUDGET)
})

test('every element has a budget', () => {
  const others = tags.filter((tag) => tag !== 'crm-provider').sort()
  expect(others).toEqual(
    Object.keys(OWN_BUDGET)
      .filter((tag) => tags.includes(tag))
      .sort(),
  )
})

test.each(Object.entries(OWN_BUDGET).filter(([tag]) => tags.includes(tag)))(
  '%s adds at most %d KiB',
  async (tag, budget) => {
    const whole = await bundledKb('define/crm-provider.ts', `define/${tag}.ts`)
    expect(whole - core).toBeLessThanOrEqual(budget)
  },
)

test('provider and list together are what the design promises', async () => {
  const whole = await bundledKb('define/crm-provider.ts', 'define/crm-record-list.ts')
  expect(whole).toBeLessThanOrEqual(PROVIDER_AND_LIST_BUDGET)
})

test('everything at once is what the design promises', async () => {
  expect(await bundledKb(...tags.map((tag) => `define/${tag}.ts`))).toBeLessThanOrEqual(ALL_BUDGET)
})
