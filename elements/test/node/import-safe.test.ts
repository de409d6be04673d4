import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'

const root = resolve(import.meta.dirname, '../..')

// A host that renders on its server imports the page's modules there too, where there is no window.
test('every entry can be imported in Node, and none leaves anything running', () => {
  const entries = ['src/index.ts', ...globSync('src/define/*.ts', { cwd: root }).sort()]
  expect(entries.length).toBeGreaterThan(4)
  const code = entries.map((path) => `await import('./${path}'); console.log('${path}')`).join('\n')
  const printed = execFileSync(
    process.execPath,
    ['--conditions=crmkit-source', '--input-type=module', '--eval', code],
    { cwd: root, encoding: 'utf8', timeout: 20_000 },
  )
  expect(printed.trim().split('\n')).toEqual(entries)
})
