import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { expect, test } from '@jest/globals'

import manifest from '../../custom-elements.json' with { type: 'json' }

interface Named {
  readonly name: string
  readonly description?: string
}

interface Element {
  readonly tagName: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Named[]
  readonly members: readonly Named[]
  readonly events: readonly Named[]
  readonly slots: readonly Named[]
  readonly cssParts: readonly Named[]
}

const root = resolve(import.meta.dirname, '../..')
const elements = manifest.modules.flatMap(({ path, declarations }) =>
  (declarations as readonly Element[]).map((element) => ({ ...element, path })),
)
/** A preset says its parent's words; its own folder is that of the parent. */
const own = elements.map((element) => ({ ...element, source: folderOf(element.path) }))

/** Fields and primitives draw parts of the element that uses them. */
const sharedSource = ['dist/fields/x.js', 'dist/primitives/x.js'].map(folderOf).join('\n')

test('every registered element is in the manifest', () => {
  const registered = readFileSync(resolve(root, 'src/elements.ts'), 'utf8').matchAll(
    /'(crm-[\w-]+)':/g,
  )
  expect(elements.map(({ tagName }) => tagName).sort()).toEqual(
    [...registered].map(([, tag]) => tag).sort(),
  )
})

test.each(own)('$tagName says what it is, and what each of its members is for', (element) => {
  expect(element.description).not.toBe('')
  const all = [...element.events, ...element.slots, ...element.cssParts, ...element.attributes]
  const silent = all.filter(({ description = '' }) => description.trim() === '')
  expect(silent.map(({ name }) => name)).toEqual([])
})

test.each(own)('$tagName documents the events it tells, and no others', ({ events, source }) => {
  const told = [
    ...find(source, /(?:emit|dispatch)(?:<[^>(]*>)?\(\s*(?:this,\s*)?'(crm-[\w-]+)'/g),
    // Of a drawer alone: it does not bubble, so no `emit`.
    ...find(source, /new CustomEvent\(\s*'(crm-[\w-]+)'/g),
    ...find(source, /(?:askHost|before)(?:<[^>(]*>)?\(\s*'([\w-]+)'/g).map(
      (verb) => `crm-before-${verb}`,
    ),
    ...(/\bfail\(/.test(source) ? ['crm-error'] : []),
  ]
  expect(names(events)).toEqual(unique(told))
})

test.each(own)('$tagName documents the slots it has, and no others', ({ slots, source }) => {
  const drawn = [
    ...find(source, /<slot\s+name="([\w-]+)"/g),
    ...find(source, /<slot\s+name=(?:"|\$\{`)([\w-]+)\$\{/g).map((prefix) => `${prefix}<`),
    ...(/<slot>/.test(source) ? [''] : []),
  ]
  // `field-<key>` stands for a slot of each field.
  expect(names(slots).map((name) => name.replace(/<.*/, '<'))).toEqual(unique(drawn))
})

test.each(own)('$tagName documents parts that it has', ({ cssParts, source }) => {
  const inMarkup = find(source + sharedSource, /part(?:="|=\$\{|', )([^"}\n]*)/g).join(' ')
  const words = new Set(inMarkup.match(/[\w-]+/g) ?? [])
  expect(names(cssParts).filter((name) => !words.has(name))).toEqual([])
})

function folderOf(path: string): string {
  const folder = dirname(path.replace(/^dist\//, 'src/'))
  const files = globSync(`${folder}/*.ts`, { cwd: root })
  return files.map((file) => readFileSync(resolve(root, file), 'utf8')).join('\n')
}

function find(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].map(([, first, second]) => first ?? second ?? '')
}

function names(list: readonly Named[]): string[] {
  return unique(list.map(({ name }) => name))
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort()
}
