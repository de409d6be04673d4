import { afterAll, expect, test } from '@jest/globals'

import { readToken } from '../src/lead/form-key.ts'
import { createSalesCrm, ok } from './support/sales.ts'

const t = await createSalesCrm()
const acme = t.as('acme')
afterAll(() => t.close())

const ORIGIN = 'https://www.acme.example'
const form = await ok(
  acme.post('/leadForms', {
    name: 'Website',
    origins: [ORIGIN],
    minSeconds: 0,
    campaign: 'Spring',
  }),
)

/** A stranger on a page, each from an address of its own. */
async function ask(
  method: 'GET' | 'POST',
  body?: unknown,
  headers: Record<string, string> = {},
  key = form.key,
) {
  const answer = await t.crm.inject({
    method,
    url: `/api/v1/leads/capture/${key}`,
    headers: { origin: ORIGIN, ...headers },
    ...(body === undefined ? {} : { body }),
  })
  return {
    ...answer,
    body: answer.body as { code: string; detail: string; data: { token: string } },
  }
}
const token = async (): Promise<string> => (await ask('GET')).body.data.token
const leads = async (): Promise<Record<string, unknown>[]> => ok(acme.get('/leads?sort=createdAt'))

test('a form on its own page makes a lead, and tells the page nothing of it', async () => {
  const opened = await ask('GET')
  expect(opened.headers['access-control-allow-origin']).toBe(ORIGIN)
  const sent = await ask('POST', {
    token: opened.body.data.token,
    firstName: 'Ada',
    email: 'ada@example.com',
    homepage_url: '',
  })
  expect([sent.status, sent.body.data]).toEqual([202, { accepted: true }])
  expect(await leads()).toMatchObject([
    {
      name: 'Ada',
      email: 'ada@example.com',
      source: 'Website',
      campaign: 'Spring',
      formId: form.id,
    },
  ])
})

test('browsers send it without asking first: JSON as text/plain', async () => {
  const text = JSON.stringify({ token: await token(), email: 'plain@example.com' })
  const sent = await ask('POST', text, { 'content-type': 'text/plain;charset=UTF-8' })
  expect(sent.status).toBe(202)
  expect(await leads()).toHaveLength(2)
})

test('the same form sent again makes no second lead', async () => {
  const body = { token: await token(), email: 'twice@example.com' }
  for (let i = 0; i < 2; i++) expect((await ask('POST', body)).status).toBe(202)
  expect((await leads()).filter(({ email }) => email === 'twice@example.com')).toHaveLength(1)
})

test('another origin, no origin and an unknown key are refused', async () => {
  const foreign = await ask('GET', undefined, { origin: 'https://evil.example' })
  expect([foreign.status, foreign.body.code]).toEqual([403, 'LEAD_ORIGIN_REFUSED'])
  expect(foreign.headers['access-control-allow-origin']).toBeUndefined()
  const body = { token: await token(), email: 'x@example.com' }
  expect((await ask('POST', body, { origin: 'https://evil.example' })).status).toBe(403)
  const nobody = await t.crm.inject({
    method: 'GET',
    url: `/api/v1/leads/capture/${form.key}`,
    headers: {},
  })
  expect(nobody.status).toBe(403)
  const other = form.key.endsWith('_') ? '-' : '_'
  for (const key of [form.key.slice(0, -1) + other, 'lf_nonsense', `lf_${'A'.repeat(42)}`])
    expect((await ask('GET', undefined, {}, key)).status).toBe(404)
})

test('a program that fills in everything is thanked and ignored', async () => {
  const before = (await leads()).length
  const sent = await ask('POST', {
    token: 'x',
    email: 'bot@spam.example',
    homepage_url: 'http://spam.example',
  })
  expect(sent.status).toBe(202)
  expect(await leads()).toHaveLength(before)
})

test('a form sent too soon, with a token of others, or without one is refused in words', async () => {
  const slow = await ok(
    acme.post('/leadForms', { name: 'Slow', origins: [ORIGIN], minSeconds: 60 }),
  )
  const opened = await ask('GET', undefined, {}, slow.key)
  const soon = await ask(
    'POST',
    { token: opened.body.data.token, email: 'a@b.example' },
    {},
    slow.key,
  )
  expect([soon.status, soon.body.code]).toEqual([422, 'LEAD_TOKEN_INVALID'])
  expect(soon.headers['access-control-allow-origin']).toBe(ORIGIN)
  expect(soon.body.detail).toContain('less than 60 s')
  for (const other of [await token(), 'x.y.z', undefined]) {
    const sent = await ask('POST', { token: other, email: 'a@b.example' }, {}, slow.key)
    expect([sent.status, sent.body.code]).toEqual([422, 'LEAD_TOKEN_INVALID'])
  }
  const old = readToken(slow.secret, opened.body.data.token, Date.now() + 5 * 3_600_000)
  expect(old?.ageMs).toBeGreaterThan(4 * 3_600_000)
})

test('it takes the fields of the form and no others, and needs those it needs', async () => {
  const unknown = await ask('POST', {
    token: await token(),
    email: 'a@b.example',
    status: 'qualified',
  })
  expect([unknown.status, unknown.body.code]).toEqual([422, 'LEAD_FIELD_UNKNOWN'])
  const missing = await ask('POST', { token: await token(), firstName: 'Ada', email: ' ' })
  expect([missing.status, missing.body.code]).toEqual([422, 'LEAD_FIELD_MISSING'])
  const bad = await ask('POST', { token: await token(), email: 'no address' })
  expect([bad.status, bad.body.code]).toEqual([422, 'VALIDATION_FAILED'])
})

test('a form takes so many leads an hour, and a network so many requests a minute', async () => {
  await ok(acme.patch(`/leadForms/${form.id}`, { maxPerHour: 3 }))
  const full = await ask('POST', { token: await token(), email: 'fourth@example.com' })
  expect([full.status, full.body.code]).toEqual([429, 'LEAD_FORM_FULL'])
  const answers: number[] = []
  for (let i = 0; i < 25; i++) answers.push((await ask('POST', { homepage_url: 'x' })).status)
  expect(answers.at(-1)).toBe(429)
})

test('the secret is shown to those who may see it alone, and an inactive form is gone', async () => {
  const manager = t.as('acme', { roles: ['manager'] })
  expect(Object.keys(await ok(manager.get(`/leadForms/${form.id}`)))).not.toContain('secret')
  await ok(acme.patch(`/leadForms/${form.id}`, { active: false }))
  expect((await ask('GET')).status).toBe(404)
})
