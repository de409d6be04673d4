import type { PluginNames } from './plugin-names.ts'

/** With Node's own test runner, or with the one of the CRMKit repository. */
export function testFiles(names: PluginNames, inRepository: boolean): Record<string, string> {
  const runner = inRepository
    ? "import { afterAll as after, beforeAll as before, test } from '@jest/globals'"
    : "import { after, before, test } from 'node:test'"
  return {
    'test/conformance.test.ts': conformanceFile(names, inRepository),
    [`test/close-${names.file}.test.ts`]: closeFile(names, runner),
  }
}

function conformanceFile({ factory }: PluginNames, inRepository: boolean): string {
  const runner = inRepository
    ? "import { test } from '@jest/globals'"
    : "import { test } from 'node:test'"
  return `import assert from 'node:assert/strict'
${inRepository ? '\n' : ''}${runner}

import { pluginConformance } from '@crmkit/core/testing'

import { ${factory} } from '../src/index.ts'

test('the plugin keeps what every plugin promises', async () => {
  const { faults } = await pluginConformance(${factory}())
  assert.deepEqual(faults, [])
})
`
}

function closeFile({ factory, entity, plural, one }: PluginNames, runner: string): string {
  const jest = runner.includes('jest')
  return `import assert from 'node:assert/strict'
${jest ? '\n' : ''}${runner}

import { createTestCrm, type TestCrm } from '@crmkit/core/testing'

import { ${factory} } from '../src/index.ts'

let t: TestCrm
before(async () => {
  t = await createTestCrm({ plugins: [${factory}()] })
})
after(() => t.close())

test('closing a ${one} notes when, opening it again forgets it', async () => {
  const acme = t.as('acme')
  const made = await acme.post('/${plural}', { name: 'First' })
  const path = \`/${plural}/\${made.body.data.id}\`

  const closed = await acme.post(\`\${path}/close\`)
  assert.equal(closed.status, 200)
  assert.equal(closed.body.data.status, 'closed')
  assert.ok(Date.parse(closed.body.data.closedAt) > 0)

  const opened = await acme.patch(path, { status: 'open' })
  assert.equal(opened.body.data.closedAt, null)
})

test('closing tells the event', async () => {
  const acme = t.as('acme')
  const made = await acme.post('/${plural}', { name: 'Told' })
  const { id } = made.body.data
  await acme.post(\`/${plural}/\${id}/close\`)
  const names = (await t.changes('acme')).filter((one) => one.recordId === id).map((one) => one.name)
  assert.deepEqual(names, ['${entity}.created', '${entity}.updated', '${entity}.closed'])
})

test('nobody closes a ${one} without the permission, or of another tenant', async () => {
  const made = await t.as('acme').post('/${plural}', { name: 'Ours' })
  const path = \`/${plural}/\${made.body.data.id}/close\`
  assert.equal((await t.as('acme', { roles: ['guest'] }).post(path)).status, 403)
  assert.equal((await t.as('globex').post(path)).status, 404)
})
`
}
