import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { createRightsCompiler } from '../../src/identity/compile-rights.ts'
import { grantsBeyond, grantsOf } from '../../src/identity/grants.ts'
import { createPermissionCatalogue, type Role } from '../../src/identity/permission-catalogue.ts'
import type { Scope } from '../../src/identity/rights.ts'

const entities = ['contact', 'deal'] as const
const verbs = ['read', 'update'] as const
const names = entities.flatMap((entity) => verbs.map((verb) => `${entity}.${verb}`))
const patterns = [...names, '*', ...entities.map((e) => `${e}.*`), ...verbs.map((v) => `*.${v}`)]
const sources = names.map((name) => ({
  name,
  label: '',
  plugin: '',
  scoped: true,
  embed: true,
  default: {},
}))
const compiler = createRightsCompiler(createPermissionCatalogue(sources, new Map()))

const role: fc.Arbitrary<Role> = fc.record({
  name: fc.constant('r'),
  label: fc.constant(''),
  permissions: fc.dictionary(
    fc.constantFrom(...patterns),
    fc.constantFrom<Scope>('own', 'team', 'all'),
    { maxKeys: 4 },
  ),
  fields: fc.constant({}),
})
const limit = fc.option(fc.array(fc.constantFrom(...patterns), { maxLength: 3 }), {
  nil: undefined,
})
const reach: readonly (Scope | undefined)[] = [undefined, 'own', 'team', 'all']

test('what is not beyond somebody’s rights gives nobody more than they have', () => {
  let accepted = 0
  fc.assert(
    fc.property(role, limit, role, limit, (mine, myLimit, theirs, theirLimit) => {
      const held = compiler.compile([mine], myLimit)
      if (grantsBeyond(held, grantsOf([theirs], theirLimit)).length > 0) return
      accepted += 1
      const given = compiler.compile([theirs], theirLimit)
      for (const name of names) {
        const within = reach.indexOf(given.scope(name)) <= reach.indexOf(held.scope(name))
        expect([name, within]).toEqual([name, true])
      }
    }),
    { numRuns: 2_000 },
  )
  expect(accepted).toBeGreaterThan(100)
})

test('everybody may hand on exactly what they have', () => {
  fc.assert(
    fc.property(role, limit, (mine, myLimit) => {
      expect(grantsBeyond(compiler.compile([mine], myLimit), grantsOf([mine], myLimit))).toEqual([])
    }),
  )
})

test('the grants of limited roles are the rights compiled from them', () => {
  fc.assert(
    fc.property(role, limit, (mine, myLimit) => {
      const permissions = Object.groupBy(grantsOf([mine], myLimit), ({ pattern }) => pattern)
      const widest = Object.entries(permissions).map(([pattern, all = []]) => {
        const indexes = all.map(({ scope }) => reach.indexOf(scope))
        return [pattern, reach[Math.max(...indexes)]]
      })
      const drawn: Role = { ...mine, permissions: Object.fromEntries(widest) }
      const [one, other] = [compiler.compile([mine], myLimit), compiler.compile([drawn])]
      for (const name of names) expect([name, one.scope(name)]).toEqual([name, other.scope(name)])
    }),
  )
})

test('holding each of today’s permissions is not holding the pattern, which covers tomorrow’s too', () => {
  const each = compiler.compile([
    { name: 'r', label: '', permissions: allOf('contact'), fields: {} },
  ])
  expect(grantsBeyond(each, [{ pattern: 'contact.*', scope: 'all' }])).toEqual([
    'contact.* for "all" (held: no)',
  ])
})

test('a refusal says what is held instead', () => {
  const held = compiler.compile([
    { name: 'r', label: '', permissions: { 'contact.read': 'team' }, fields: {} },
  ])
  const wanted = grantsOf([{ permissions: { 'contact.read': 'all', 'deal.read': 'own' } }])
  expect(grantsBeyond(held, wanted)).toEqual([
    'contact.read for "all" (held: for "team")',
    'deal.read for "own" (held: no)',
  ])
})

function allOf(entity: string): Record<string, Scope> {
  return Object.fromEntries(verbs.map((verb) => [`${entity}.${verb}`, 'all']))
}
