import { existsSync, globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'

import { codeBlocksOf } from '../docs/code-blocks.ts'
import { readPages } from '../docs/markdown.ts'

const root = resolve(import.meta.dirname, '../..')
const blocks = readPages()
  .filter(({ path }) => path.startsWith('docs/guides/'))
  .flatMap(codeBlocksOf)
const named = blocks.filter(({ file }) => file !== undefined)

test('a block of a guide that names a file is that file, so it is compiled and tested', () => {
  expect(named.length).toBeGreaterThan(10)
  for (const { page, line, file = '', code } of named) {
    const path = resolve(root, file)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
    expect({ block: `${page}:${String(line)}`, [file]: code }).toEqual({
      block: `${page}:${String(line)}`,
      [file]: text,
    })
  }
})

test('the guide to plugins leaves out no file of its plugin, and shows no code beside them', () => {
  const code = blocks.filter(
    ({ page, language }) => page.endsWith('/write-a-plugin.md') && /^(ts|json)$/.test(language),
  )
  const loose = code.filter(({ file }) => file === undefined)
  expect(loose.map(({ line }) => `${String(line)} names no file`)).toEqual([])
  const plugin = 'host-examples/custom-plugin/src'
  const shown = code.map(({ file }) => file)
  const hidden = globSync(`${plugin}/**/*.{ts,json}`, { cwd: root }).filter(
    (file) => !shown.includes(file) && !file.endsWith('.generated.ts'),
  )
  expect(hidden).toEqual([])
})
