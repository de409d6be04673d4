import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { createRightsCompiler } from '../../src/identity/compile-rights.ts'
import { createPermissionCatalogue, type Role } from '../../src/identity/permission-catalogue.ts'
import type { FieldAccess, Rights, Scope } from '../../src/identity/rights.ts'

const entities = ['contact', 'deal', 'job'] as const
const verbs = ['read', 'update', 'retry'] as const
const names = entities.flatMap((entity) => verbs.map((verb) => `${entity}.${verb}`))
const fields = entities.flatMap((entity) => ['name', 'salary'].map((key) => [entity, key] as const))
const patterns = [...names, '*', ...entities.map((e) => `${e}.*`), ...verbs.map((v) => `*.${v}`)]

const sources = names.map((name) => ({
  name,
  label: name,
  plugin: 'test',
  scoped: !name.startsWith('job.'),
  embed: false,
  default: {},
}))
const hiddenWithout = new Map([['contact.salary', 'contact.retry']])
const compiler = createRightsCompiler(createPermissionCatalogue(sources, hiddenWithout))

const reach: readonly (Scope | undefined)[] = [undefined, 'own', 'team', 'all']
const access: readonly FieldAccess[] = ['none', 'read', 'write']

const scope = fc.constantFrom<Scope>('own', 'team', 'all')
const role: fc.Arbitrary<Role> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  label: fc.constant(''),
  permissions: fc.dictionary(fc.constantFrom(...patterns), scope, { maxKeys: 5 }),
  fields: fc.dictionary(
    fc.constantFrom(...fields.map(([entity, key]) => `${entity}.${key}`)),
    fc.constantFrom(...access),
    { maxKeys: 4 },
  ),
})
const roles = fc.array(role, { maxLength: 4 })
const limit = fc.array(fc.constantFrom(...patterns), { maxLength: 4 })

test('a limit only ever narrows what the roles grant', () => {
  fc.assert(
    fc.property(roles, limit, (given, limitedTo) => {
      expectWithin(compiler.compile(given, limitedTo), compiler.compile(given))
    }),
  )
})

test('one role more only ever widens, permissions and fields alike', () => {
  fc.assert(
    fc.property(roles, role, (given, more) => {
      expectWithin(compiler.compile(given), compiler.compile([...given, more]))
    }),
  )
})

test('the order of the roles does not matter', () => {
  fc.assert(
    fc.property(roles, (given) => {
      const [one, other] = [compiler.compile(given), compiler.compile([...given].reverse())]
      expectWithin(one, other)
      expectWithin(other, one)
    }),
  )
})

test('rights with equal keys are equal rights', () => {
  const seen = new Map<string, string>()
  fc.assert(
    fc.property(roles, fc.option(limit, { nil: undefined }), (given, limitedTo) => {
      const rights = compiler.compile(given, limitedTo)
      const drawn = JSON.stringify([
        names.map((name) => rights.scope(name) ?? null),
        fields.map(([entity, key]) => rights.field(entity, key)),
      ])
      expect(seen.get(rights.key) ?? drawn).toBe(drawn)
      seen.set(rights.key, drawn)
    }),
  )
})

test('without roles there is nothing', () => {
  const rights = compiler.compile([])
  expect(names.map((name) => rights.scope(name))).toEqual(names.map(() => undefined))
  expect(rights.field('contact', 'name')).toBe('none')
})

test('a reach over own records never opens what has no owner', () => {
  const rights = compiler.compile([
    { name: 'own', label: '', permissions: { '*': 'own' }, fields: {} },
  ])
  expect(rights.scope('contact.read')).toBe('own')
  expect(rights.scope('job.retry')).toBeUndefined()
})

test('a role for something else does not uncover a field the first role hides', () => {
  const sales: Role = {
    name: 'sales',
    label: '',
    permissions: { 'deal.read': 'all' },
    fields: { 'deal.salary': 'none' },
  }
  const jobs: Role = { name: 'jobs', label: '', permissions: { 'job.read': 'all' }, fields: {} }
  expect(compiler.compile([sales, jobs]).field('deal', 'salary')).toBe('none')
  const both = compiler.compile([sales, { ...jobs, permissions: { 'deal.update': 'own' } }])
  expect(both.field('deal', 'salary')).toBe('write')
})

test('a field with a permission of its own does not exist without it', () => {
  const reader: Role = { name: 'r', label: '', permissions: { 'contact.read': 'all' }, fields: {} }
  expect(compiler.compile([reader]).field('contact', 'salary')).toBe('none')
  expect(compiler.compile([reader], ['contact.read']).field('contact', 'name')).toBe('write')
  const all: Role = { ...reader, permissions: { '*': 'all' } }
  expect(compiler.compile([all]).field('contact', 'salary')).toBe('write')
  expect(compiler.compile([all], ['contact.read']).field('contact', 'salary')).toBe('none')
})

function expectWithin(narrow: Rights, wide: Rights): void {
  for (const name of names) {
    const [inner, outer] = [narrow.scope(name), wide.scope(name)]
    expect([name, reach.indexOf(inner) <= reach.indexOf(outer)]).toEqual([name, true])
  }
  for (const [entity, key] of fields) {
    const [inner, outer] = [narrow.field(entity, key), wide.field(entity, key)]
    expect([entity, key, access.indexOf(inner) <= access.indexOf(outer)]).toEqual([
      entity,
      key,
      true,
    ])
  }
}
