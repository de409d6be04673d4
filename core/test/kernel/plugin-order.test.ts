import { expect, test } from '@jest/globals'

import type { AnyPlugin } from '../../src/kernel/any-plugin.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { faultsOf, plugin } from './tiny-plugin.ts'

test('a plugin comes after what it requires and after the optional ones it uses', () => {
  const given = [
    plugin('billing', { requires: { deals: '^1.0.0' } }),
    plugin('alerts', { optional: { billing: '*' } }),
    plugin('deals', { requires: { contacts: '*' } }),
    plugin('contacts'),
  ]
  const wanted = ['core', 'contacts', 'deals', 'billing', 'alerts']
  expect(orderOf(...given)).toEqual(wanted)
  expect(orderOf(...given.toReversed())).toEqual(wanted)
})

test('plugins without a bond stand in the order of their names, whoever wrote the list', () => {
  const [a, b, c] = [plugin('ants'), plugin('bees'), plugin('cats')]
  expect(orderOf(c, a, b)).toEqual(['core', 'ants', 'bees', 'cats'])
})

test('an optional plugin that is not loaded is not missed', () => {
  expect(faultsOf(plugin('alerts', { optional: { billing: '^2.0.0' } }))).toEqual([])
})

test('a missing plugin is named with the chain that leads to it', () => {
  const faults = faultsOf(
    plugin('billing', { requires: { deals: '*' } }),
    plugin('deals', { requires: { contacts: '^1.0.0' } }),
  )
  expect(faults).toEqual([
    '"deals" requires "contacts" ^1.0.0, which is not in createCrm({ plugins }). Add contacts() or remove deals() (billing → deals → contacts).',
  ])
})

test('a version that does not fit is named with the range', () => {
  expect(
    faultsOf(plugin('deals', { requires: { contacts: '^2.0.0' } }), plugin('contacts')),
  ).toEqual([
    '"deals" requires "contacts" ^2.0.0, but 1.0.0 is loaded. Install a version that fits (deals → contacts).',
  ])
  expect(
    faultsOf(plugin('deals', { optional: { contacts: '^2.0.0' } }), plugin('contacts')),
  ).toEqual([
    '"deals" works with "contacts" ^2.0.0, but 1.0.0 is loaded. Install a version that fits or remove it.',
  ])
})

test('a pre-release of a fitting version fits', () => {
  const contacts = plugin('contacts', { version: '1.1.0-beta.2' })
  expect(faultsOf(plugin('deals', { requires: { contacts: '^1.0.0' } }), contacts)).toEqual([])
})

test('a plugin made for another engine is refused', () => {
  expect(faultsOf(plugin('deals', { engine: '^99.0.0' }))).toEqual([
    `"deals" 1.0.0 needs @crmkit/core ^99.0.0, but ${ENGINE_VERSION} is running. Update one of them.`,
  ])
})

test('plugins that exclude each other are refused together', () => {
  expect(faultsOf(plugin('a-mail', { conflicts: ['b-mail'] }), plugin('b-mail'))).toEqual([
    '"a-mail" cannot run beside "b-mail". Remove one of them.',
  ])
})

test('a circle is printed as a circle, once', () => {
  const faults = faultsOf(
    plugin('ants', { requires: { bees: '*' } }),
    plugin('bees', { requires: { cats: '*' } }),
    plugin('cats', { requires: { ants: '*' } }),
  )
  expect(faults).toEqual([
    'Plugins require each other in a circle: ants → bees → cats → ants. Move what they share into a plugin of its own, or make one of them optional.',
  ])
})

test('one plugin given twice is refused, with a hint at two installed copies', () => {
  expect(faultsOf(plugin('deals'), plugin('deals', { version: '1.1.0' }))).toEqual([
    'The plugin "deals" is given twice (1.0.0 and 1.1.0). Remove one; if you see only one, two copies are installed: npm ls deals.',
  ])
})

test('all faults come at once', () => {
  const faults = faultsOf(
    plugin('deals', { requires: { contacts: '*' }, engine: '^99.0.0' }),
    plugin('Bad Name'),
  )
  expect(faults).toHaveLength(3)
})

function orderOf(...plugins: readonly AnyPlugin[]): string[] {
  return composeManifest(plugins, ENGINE_VERSION).plugins.map(({ name }) => name)
}
