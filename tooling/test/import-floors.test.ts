import { expect, test } from '@jest/globals'

import { floors } from '../eslint/import-direction.ts'
import { lintSnippet } from './lint-snippet.ts'

const importing = (specifier: string) => `import { a } from '${specifier}'\n\nexport const b = a`
const lintImport = (path: string, specifier: string) => lintSnippet(path, importing(specifier))
const refusal = (message: string) => [
  expect.stringContaining(`crmkit/import-direction: ${message}`),
]

test('the floors are those of the design, in its order', () => {
  expect(floors.join(' → ')).toBe(
    'base → database → tenancy → identity → http → jobs → changes → mail → entities → custom-fields → ' +
      'timeline → imports → live → views → layouts → contract → kernel → testing → cli',
  )
})

test.each(floors.slice(1).map((above, index) => ({ own: floors[index], above })))(
  '$own does not import from $above, the floor above it; $above imports from $own',
  async ({ own, above }) => {
    const up = `../${above}/a.ts`
    expect(await lintImport(`core/src/${String(own)}/b.ts`, up)).toEqual(
      refusal(`'${up}': core/src/${String(own)} imports only from the floors below it`),
    )
    expect(await lintImport(`core/src/${above}/b.ts`, `../${String(own)}/a.ts`)).toEqual([])
  },
)

test.each([
  ['from a folder in the floor', 'core/src/base/deep/er.ts', importing('../../kernel/a.ts')],
  ['as a type', 'core/src/base/b.ts', "import type { A } from '../kernel/a.ts'\nexport type B = A"],
  ['inside a type', 'core/src/base/b.ts', "export type B = import('../kernel/a.ts').A"],
  ['as a re-export', 'core/src/base/b.ts', "export { a } from '../kernel/a.ts'"],
  ['late', 'core/src/base/b.ts', "export const load = () => import('../kernel/a.ts')"],
])('an import from a floor above is found %s', async (_how, path, code) => {
  expect(await lintSnippet(path, code)).toContainEqual(
    expect.stringContaining('imports only from the floors below it'),
  )
})

test.each([
  ['a folder that is no floor', 'core/src/helpers/b.ts', '../base/a.ts', 'helpers is no floor'],
  ['the index, from a floor', 'core/src/kernel/b.ts', '../index.ts', 'the index looks down'],
  ['the command line, from the index', 'core/src/index.ts', './cli/main.ts', 'not part of the'],
  ['the test kit, from the index', 'core/src/index.ts', './testing/index.ts', 'not part of the'],
  ['a test, from a source', 'core/src/base/b.ts', '../../test/a.ts', 'sources do not import tests'],
  ['its own package', 'core/src/base/b.ts', '@crmkit/core', 'own index'],
])('core does not import %s', async (_what, path, specifier, message) => {
  expect(await lintImport(path, specifier)).toEqual([expect.stringContaining(message)])
})

test.each([
  ['core, a plugin', 'core/src/kernel/b.ts', '@crmkit/contacts'],
  ['tests of core, a plugin', 'core/test/b.test.ts', '@crmkit/contacts'],
  ['schemas, core', 'schemas/src/b.ts', '@crmkit/core'],
  ['elements, core', 'elements/src/b.ts', '@crmkit/core'],
  ['a plugin, elements', 'plugins/contacts/src/b.ts', '@crmkit/elements'],
  ['search, a named plugin', 'plugins/search/src/b.ts', '@crmkit/contacts'],
  ['reports, a named plugin', 'plugins/reports/src/b.ts', '@crmkit/deals'],
  ['a plugin, one it does not require', 'plugins/contacts/src/b.ts', '@crmkit/deals'],
  ['a plugin, the test kit', 'plugins/contacts/src/b.ts', '@crmkit/core/testing'],
  ['a plugin, a file inside core', 'plugins/contacts/src/b.ts', '@crmkit/core/src/base/clock.ts'],
  ['a plugin, a built file', 'plugins/contacts/test/b.test.ts', '@crmkit/core/dist/index.js'],
  ['a plugin, core by path', 'plugins/contacts/src/b.ts', '../../../core/src/index.ts'],
  ['a plugin, another by path', 'plugins/contacts/src/b.ts', '../../deals/src/index.ts'],
  ['a test, another package by path', 'plugins/contacts/test/b.test.ts', '../../../core/src/a.ts'],
  ['a plugin, an undeclared package', 'plugins/contacts/src/b.ts', 'fastify'],
  ['a module of Node without node:', 'core/src/base/b.ts', 'fs'],
])('refused: %s', async (_what, path, specifier) => {
  expect(await lintImport(path, specifier)).toEqual(refusal(`'${specifier}': `))
})

test('elements take types of the schemas, and at run time the client alone', async () => {
  const type = "import type { A } from '@crmkit/schemas'\n\nexport type B = A"
  expect(await lintSnippet('elements/src/b.ts', type)).not.toContainEqual(
    expect.stringContaining('elements import only types'),
  )
  expect(await lintImport('elements/src/b.ts', '@crmkit/schemas')).toEqual(
    refusal("'@crmkit/schemas': elements import only types"),
  )
  expect(await lintImport('elements/src/b.ts', '@crmkit/schemas/client')).toEqual([])
})

test.each([
  ['core/src/base/b.ts', './a.ts'],
  ['core/src/base/b.ts', 'node:fs'],
  ['core/src/base/b.ts', 'ajv/dist/2020.js'],
  ['core/src/kernel/b.ts', '@crmkit/schemas'],
  ['core/src/index.ts', './kernel/a.ts'],
  ['core/test/b.test.ts', '@crmkit/core/testing'],
  ['core/test/b.test.ts', 'fast-check'],
  ['core/bench/b.ts', '@crmkit/contacts'],
  ['plugins/contacts/src/b.ts', '@crmkit/core'],
  ['plugins/contacts/src/company/b.ts', '../contact/a.ts'],
  ['plugins/search/test/b.test.ts', '@crmkit/contacts'],
])('allowed: %s imports %s', async (path, specifier) => {
  expect(await lintImport(path, specifier)).toEqual([])
})
