import { existsSync, globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'

interface Block {
  readonly guide: string
  readonly line: number
  readonly language: string
  readonly code: string
  /** Named in a comment right before the block, which no reader sees: `<!-- host-examples/… -->`. */
  readonly file: string | undefined
}

const root = resolve(import.meta.dirname, '../..')
const guides = globSync('docs/guides/*.md', { cwd: root })
const blocks = guides.flatMap((guide) =>
  blocksOf(guide, readFileSync(resolve(root, guide), 'utf8')),
)
const named = blocks.filter(({ file }) => file !== undefined)

test('a block of a guide that names a file is that file, so it is compiled and tested', () => {
  expect(named.length).toBeGreaterThan(10)
  for (const { guide, line, file = '', code } of named) {
    const path = resolve(root, file)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
    expect({ block: `${guide}:${String(line)}`, [file]: code }).toEqual({
      block: `${guide}:${String(line)}`,
      [file]: text,
    })
  }
})

test('where blocks name files, all code does, and no file of the sources is left out', () => {
  for (const guide of new Set(named.map((block) => block.guide))) {
    const code = blocks.filter(
      (block) => block.guide === guide && /^(ts|json)$/.test(block.language),
    )
    const loose = code.filter(({ file }) => file === undefined)
    expect(loose.map(({ line }) => `${guide}:${String(line)} names no file`)).toEqual([])
  }
  const plugin = 'host-examples/custom-plugin/src'
  const shown = named.map(({ file }) => file)
  const hidden = globSync(`${plugin}/**/*.{ts,json}`, { cwd: root }).filter(
    (file) => !shown.includes(file) && !file.endsWith('.generated.ts'),
  )
  expect(hidden).toEqual([])
})

function blocksOf(guide: string, text: string): Block[] {
  const pattern = /(?:<!-- (\S+\.\w+) -->\n)?^```(\w*)\n([^]*?)^```$/gm
  return [...text.matchAll(pattern)].map((match) => {
    const [, file, language = '', code = ''] = match
    return { guide, line: text.slice(0, match.index).split('\n').length, language, code, file }
  })
}
