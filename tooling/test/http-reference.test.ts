import { readFileSync } from 'node:fs'

import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import type { CrmOptions } from '@crmkit/core'
import { createTestCrm } from '@crmkit/core/testing'

import {
  differences,
  encodedTarget,
  filled,
  type HttpExample,
  type Known,
  readExamples,
} from '../docs/http-examples.ts'

/** What the page needs beside contacts: settings, and a job that fails. */
const shop: CrmOptions['plugins'][number] = {
  name: 'shop',
  version: '1.0.0',
  engine: '*',
  settings: {
    scope: 'tenant',
    secrets: ['token'],
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        currency: { type: 'string', default: 'EUR' },
        token: { type: 'string', default: 'secret' },
      },
    },
  },
  jobs: {
    'fetch-orders': {
      payload: { type: 'object' },
      maxAttempts: 1,
      run: () => Promise.reject(new Error('The shop does not answer.')),
    },
  },
}

const examples = readExamples(
  readFileSync(new URL('../../docs/reference/http.md', import.meta.url), 'utf8'),
)
const t = await createTestCrm({
  plugins: [contacts(), shop],
  limits: { perActor: { points: 10_000, seconds: 60 } },
})
await t.crm.tenants.ensure('acme')
const { text: key } = await t.crm.apiKeys.create('acme', { name: 'Docs', roles: ['admin'] })
await t.crm.run({ tenant: 'acme', actor: 'system' }, (context) =>
  context.addJob('shop:fetch-orders', { since: '2026-11-01' }),
)
const known: Known = new Map([['key', key]])
afterAll(() => t.close())

test.each(examples.map((example) => ({ ...example, name: titleOf(example) })))(
  'the engine answers as the page shows it: $name',
  async (example) => {
    if (example.afterJobs) await t.drain()
    const { status, headers, body } = await send(example)
    const { expected } = example
    expect({ status, body }).toMatchObject({ status: expected.status })
    expect([
      ...differences(expected.headers, headers, known, 'header'),
      ...(expected.body === undefined
        ? []
        : differences(shownBody(expected.body, body), body, known)),
    ]).toEqual([])
  },
)

test('the role that the page about permissions shows can be saved', async () => {
  const page = readFileSync(new URL('../../docs/reference/permissions.md', import.meta.url), 'utf8')
  const [, role] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? []
  const { status, body } = await t.as('acme').put('/roles/from-the-page', JSON.parse(role ?? ''))
  expect({ status, body }).toMatchObject({ status: 200, body: { data: { builtIn: false } } })
})

function send({ method, target, headers, body }: HttpExample) {
  const path = encodedTarget(filled(target, known))
  const type = body === undefined ? undefined : (headers['content-type'] ?? 'application/json')
  return t.crm.inject({
    method,
    url: /^\/(livez|readyz|metrics)/.test(path) ? path : `/api/v1${path}`,
    headers: {
      ...(headers['authorization'] === undefined
        ? { 'x-test-actor': JSON.stringify({ tenant: 'acme', id: 'admin', roles: ['admin'] }) }
        : {}),
      ...Object.fromEntries(Object.entries(headers).map(([n, value]) => [n, filled(value, known)])),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body: filled(body, known) }),
  })
}

/** A file as it is, anything else as JSON. */
function shownBody(text: string, came: unknown): unknown {
  return typeof came === 'string' ? `${text}\n` : (JSON.parse(text) as unknown)
}

function titleOf({ method, target, line }: HttpExample): string {
  return `${method} ${target.split('?')[0]}, line ${line}`
}
