import { expect, test } from '@jest/globals'

import { createAnswerChecker } from '../../src/contract/check-answer.ts'
import { createOpenApi } from '../../src/contract/openapi.ts'
import { registry, routes } from './sample.ts'

const document = createOpenApi({
  registry,
  routes,
  info: { title: 'CRM', version: '1.0.0' },
  basePath: '',
})
const check = createAnswerChecker(document)
const json = { 'content-type': 'application/json; charset=utf-8' }
const company = (document.components.schemas['Company'] as { examples: [Record<string, unknown>] })
  .examples[0]
const id = company['id'] as string

const listed = { method: 'GET', path: '/companies?limit=1', status: 200, headers: json }
const page = { limit: 1, next: null, prev: null }

test('accepts what is documented', () => {
  expect(check({ ...listed, body: { data: [company], page } })).toEqual([])
  expect(check({ ...listed, path: `/companies/${id}`, body: { data: company } })).toEqual([])
  expect(
    check({ method: 'DELETE', path: `/companies/${id}`, status: 204, headers: {}, body: '' }),
  ).toEqual([])
  expect(
    check({
      ...listed,
      path: '/companies/export',
      headers: { 'content-type': 'text/csv' },
      body: 'id,name\n',
    }),
  ).toEqual([])
})

test('accepts a record cut to some fields, but not a whole one that lacks a field', () => {
  expect(check({ ...listed, body: { data: [{ id, name: 'Acme' }], page } })).toEqual([])
  const { name: _name, ...nameless } = company
  const created = {
    method: 'POST',
    path: '/companies',
    status: 201,
    headers: json,
    body: { data: nameless },
  }
  expect(check(created).join()).toContain("must have required property 'name'")
})

test('faults a member nobody documented', () => {
  expect(
    check({ ...listed, body: { data: [{ ...company, tenantId: id }], page } }).join(),
  ).toContain('tenantId')
})

test('faults a value of another form', () => {
  expect(
    check({ ...listed, body: { data: [{ ...company, createdAt: 'yesterday' }], page } }).join(),
  ).toContain('/data/0/createdAt')
})

test.each([
  ['path', { ...listed, path: '/secrets', body: {} }, 'not documented'],
  ['method', { ...listed, method: 'PATCH', body: {} }, 'not documented'],
  ['status', { ...listed, status: 418, body: {} }, 'the status is not documented'],
  [
    'content type',
    { ...listed, headers: { 'content-type': 'text/html' }, body: '' },
    '"text/html" is not documented',
  ],
])('faults an undocumented %s', (_what, answer, message) => {
  expect(check(answer).join()).toContain(message)
})

test('a refusal must be a problem, also where there is no route', () => {
  const headers = { 'content-type': 'application/problem+json; charset=utf-8' }
  const problem = {
    type: 'about:blank',
    title: 'Route not found',
    status: 404,
    code: 'ROUTE_NOT_FOUND',
    detail: 'x',
    requestId: 'r',
    errors: [],
  }
  expect(check({ method: 'GET', path: '/nowhere', status: 404, headers, body: problem })).toEqual(
    [],
  )
  expect(
    check({
      method: 'GET',
      path: '/companies',
      status: 403,
      headers,
      body: { ...problem, stack: '…' },
    }).join(),
  ).toContain('stack')
})
