import { expect, test } from '@jest/globals'

import { lintSnippet, lintTypedSnippet } from './lint-snippet.ts'

const librarySource = 'plugins/contacts/src/b.ts'

test.each([
  ['query.orderBy(column)', 'literals only'],
  ['query.orderBy(`${column}`)', 'literals only'],
  ['query.orderBy("a", body.direction)', 'literals only'],
  ['query.orderBy("a", "asc", "last")', 'third argument'],
  ['query.orderBy({ column: "a", nulls: "last" })', '`nulls`'],
  ['query.orderBy([{ column: "a", nulls: "last" }])', '`nulls`'],
  ['query.orderBy({ ...sort })', '`nulls`'],
  ['query.orderBy({ column: name })', 'literals only'],
  ['query.orderBy([{ column: name }])', 'literals only'],
  ['query.orderBy([name])', 'literals only'],
  ['query.where(ref("a:b"), 1)', 'ref()'],
  ['query.where(raw.ref("a:b"), 1)', 'ref()'],
  ['query.whereJsonSupersetOf("a:b", {})', 'whereJson'],
  ['query.orWhereJsonPath("a", "$", "=", 1)', 'whereJson'],
  ['query.whereNotJsonObject("a", {})', 'whereJson'],
  ['query.select(val(1).castTo("text"))', 'castTo()'],
  ['Contact.query().insertGraph(body)', 'Graph'],
  ['Contact.query().insertGraphAndFetch(body)', 'Graph'],
  ['Contact.query().upsertGraph(body)', 'Graph'],
  ['knex.raw(text)', 'raw()'],
  ['knex.raw(`select ${text}`)', 'raw()'],
  ['knex.raw("select " + text)', 'raw()'],
  ['raw(text)', 'raw()'],
  ['Contact.knex(knex)', 'Model.knex()'],
  ['use(process.env.HOME)', 'belongs to the host'],
  ['process.on("SIGTERM", stop)', 'belongs to the host'],
  ['process.once("exit", stop)', 'belongs to the host'],
  ['process.exit(1)', 'belongs to the host'],
  ['process.exitCode = 1', 'belongs to the host'],
  ['const { env } = process', 'belongs to the host'],
  ['use(globalThis.process)', 'belongs to the host'],
  ['import { env } from "node:process"', 'belongs to the host'],
  ['import { ref } from "objection"', 'ref()'],
  ['export default 1', 'No default exports'],
  ['const a = 1; export { a as default }', 'No default exports'],
  ['export * from "./a.ts"', 'Name what you export'],
])('the sources of a plugin do not contain: %s', async (code, message) => {
  const messages = await lintSnippet(librarySource, code)
  const fired = messages.filter((text) => text.startsWith('no-restricted-syntax: '))
  expect(fired).toContainEqual(expect.stringContaining(message))
})

test.each([
  ['eval("1")', 'no-eval'],
  ['new Function("return 1")', 'no-new-func'],
  ['console.log(1)', 'no-console'],
  ['export const a = body!.a', '@typescript-eslint/no-non-null-assertion'],
  ['export const a: any = 1', '@typescript-eslint/no-explicit-any'],
  ['if (1 == 2) stop()', 'eqeqeq'],
  [
    'import { b } from "./b.ts"\nimport { a } from "./a.ts"\nuse(a, b)',
    'simple-import-sort/imports',
  ],
])('the sources of a plugin do not contain %s (%s)', async (code, rule) => {
  expect(await lintSnippet(librarySource, code)).toContainEqual(
    expect.stringContaining(`${rule}: `),
  )
})

test.each([
  'query.orderBy("a", "desc")',
  'query.orderBy([{ column: "a", order: "desc" }, "b"])',
  'knex.raw("select ?", [value])',
  'knex.raw(`select 1`)',
  'timer.ref()',
  'process.emitWarning("old")',
  'process.nextTick(run)',
  'String.raw`${a}`.trim()',
])('the sources of a plugin may contain: %s', async (code) => {
  expect(await lintSnippet(librarySource, code)).toEqual([])
})

test('the command line reads its process and prints; it builds no SQL from values', async () => {
  const path = 'core/src/cli/b.ts'
  expect(await lintSnippet(path, 'console.log(process.env.HOME)\nprocess.exit(1)')).toEqual([])
  expect(await lintSnippet(path, 'knex.raw(text)')).toHaveLength(1)
})

test('elements use the ref() of Lit, and have no default exports', async () => {
  const path = 'elements/src/b.ts'
  expect(await lintSnippet(path, 'export const a = html`<p ${ref(root)}></p>`')).toEqual([])
  expect(await lintSnippet(path, 'export default 1')).toHaveLength(1)
})

test.each([
  ['export const a = html`<p style="color: red"></p>`', 'style attribute'],
  ['export const a = html`<p\n style=${b}></p>`', 'style attribute'],
  ['import { styleMap } from "lit/directives/style-map.js"\n\nuse(styleMap)', 'styleMap'],
  ['import { unsafeHTML } from "lit/directives/unsafe-html.js"\n\nuse(unsafeHTML)', 'unsafe'],
  ['node.innerHTML = text', 'never become markup'],
  ['node.insertAdjacentHTML("beforeend", text)', 'never become markup'],
  ['export const a = html`<p .innerHTML=${b}></p>`', 'never become markup'],
  ['document.write(text)', 'never become markup'],
  ['export const a = css`p { margin: 1.5rem }`', 'px or em'],
  ['eval("1")', 'eval'],
])('elements do not contain %s', async (code, message) => {
  const messages = await lintSnippet('elements/src/b.ts', code)
  expect(messages).toContainEqual(expect.stringContaining(message))
})

test('elements set what is dynamic through CSSOM, and write px and em', async () => {
  const code =
    'node.style.setProperty("width", b)\nexport const a = css`p { margin: 15px 1em }`\nexport const c = html`<p class="style=no" .title=${b}></p>`'
  expect(await lintSnippet('elements/src/b.ts', code)).toEqual([])
})

test('a check of axe is awaited', async () => {
  const path = 'elements/test/b.test.ts'
  expect(await lintSnippet(path, 'expect(a).to.be.accessible()')).toEqual([
    expect.stringContaining('after the test has passed'),
  ])
  const awaited = 'export const a = async () => {\n  await expect(b).to.be.accessible()\n}'
  expect(await lintSnippet(path, awaited)).toEqual([])
})

test.each(['test.only("a", b)', 'test.skip("a", b)', 'describe.only("a", b)', 'xit("a", b)'])(
  'no test is left out: %s',
  async (code) => {
    expect(await lintSnippet('core/test/b.test.ts', code)).toEqual([
      expect.stringContaining('No skipped, single or empty tests'),
    ])
  },
)

test.each([
  '/* eslint-disable */\nconsole.log(1)',
  '/* eslint-disable no-console */\nconsole.log(1)',
  '// eslint-disable-next-line no-console\nconsole.log(1)',
  'console.log(1) // eslint-disable-line',
  '// eslint-disable-next-line -- because\nconsole.log(1)',
])('a rule is switched off by name and with a reason: %s', async (code) => {
  expect(await lintSnippet(librarySource, code)).toEqual([
    expect.stringContaining('crmkit/disable-needs-reason: Name the rules and the reason'),
  ])
})

test('a reason is enough, as long as there is something to switch off', async () => {
  const directive = '// eslint-disable-next-line no-console -- the one place that prints\n'
  expect(await lintSnippet(librarySource, `${directive}console.log(1)`)).toEqual([])
  expect(await lintSnippet(librarySource, `${directive}log(1)`)).toEqual([
    expect.stringContaining('Unused eslint-disable directive'),
  ])
})

test.each([
  ['export const a = () => {\n  Promise.resolve(1)\n}', 'no-floating-promises'],
  ['export const a = [1].filter(async () => true)', 'no-misused-promises'],
  ['import { Stats } from "node:fs"\n\nexport type A = Stats', 'consistent-type-imports'],
  [
    'export function a(b: 1 | 2) {\n  switch (b) {\n    case 1:\n      return 1\n  }\n}',
    'switch-exh',
  ],
  ['export const a = () => {\n  throw "b"\n}', 'only-throw-error'],
  ['export const a = JSON.parse("1").b', 'no-unsafe-member-access'],
])('with types: %s (%s)', async (code, rule) => {
  expect(await lintTypedSnippet('tooling/build.ts', code)).toContainEqual(
    expect.stringContaining(`@typescript-eslint/${rule}`),
  )
})
