import { existsSync, globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'

import { readCatalogues, statusConflicts } from '../docs/error-catalogues.ts'
import { anchorsOf, imagesOf, linksOf, readPages } from '../docs/markdown.ts'
import { floors } from '../eslint/import-direction.ts'

const root = resolve(import.meta.dirname, '../..')
const pages = readPages()
const links = pages.flatMap(linksOf)
const pageAt = (path: string) => pages.find((page) => page.path === path)

test('every link between pages and files leads somewhere', () => {
  expect(links.length).toBeGreaterThan(50)
  const broken = links.filter(({ file }) => !existsSync(resolve(root, file)))
  expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([])
})

test('every link into a page names one of its headings', () => {
  const inside = links.filter(({ anchor, file }) => anchor !== undefined && pageAt(file))
  expect(inside.length).toBeGreaterThan(10)
  const lost = inside.filter(({ anchor = '', file }) => {
    const page = pageAt(file)
    return page && !anchorsOf(page).includes(anchor)
  })
  expect(lost.map(({ page, target }) => `${page}: ${target}`)).toEqual([])
})

test('every picture a page shows is there, is light enough to load, and no other picture is kept', () => {
  const shown = pages.flatMap(imagesOf)
  expect(shown.length).toBeGreaterThan(20)
  expect(shown.filter((image) => !existsSync(resolve(root, image)))).toEqual([])
  const kept = globSync('docs/images/*', { cwd: root })
  const heavy = kept.filter((image) => statSync(resolve(root, image)).size > 200 * 1024)
  expect({ heavy, unshown: kept.filter((image) => !shown.includes(image)) }).toEqual({
    heavy: [],
    unshown: [],
  })
})

test('the map names every page of the documentation', () => {
  const map = 'docs/README.md'
  const named = links.filter(({ page }) => page === map).map(({ file }) => file)
  const all = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'))
  expect(all.filter((path) => path !== map && !named.includes(path))).toEqual([])
})

test('no page calls anything easy', () => {
  const words = /\b(just|simply|simple|easy|easily|obvious|obviously|trivial|of course)\b/gi
  const found = pages.flatMap(({ path, prose }) =>
    [...prose.matchAll(words)].map(([word]) => `${path}: ${word}`),
  )
  expect(found).toEqual([])
})

test('a README is read at a glance: under 80 lines', () => {
  const long = pages
    .filter(({ path }) => path.endsWith('README.md'))
    .filter(({ text }) => text.split('\n').length > 80)
  expect(long.map(({ path }) => path)).toEqual([])
})

test('no two catalogues give one code different statuses', async () => {
  const catalogues = await readCatalogues()
  expect(catalogues.length).toBeGreaterThan(10)
  expect(statusConflicts(catalogues)).toEqual([])
  const [first] = catalogues
  const other = {
    home: 'other',
    isPlugin: true,
    errors: [{ code: 'CONFLICT', status: 422, message: '' }],
  }
  expect(statusConflicts([first!, other])).toEqual([
    'CONFLICT is 409 in database and 422 in other.',
  ])
})

test('every code is a heading of the page about errors', async () => {
  const codes = (await readCatalogues()).flatMap(({ errors }) => errors.map(({ code }) => code))
  const headings = new Set(anchorsOf(pageAt('docs/reference/errors.md')!))
  expect(codes.filter((code) => !headings.has(code.toLowerCase()))).toEqual([])
})

test('the floors are told in the order that lint holds them to', () => {
  const chain = /`(base →[^`]*)`/.exec(pageAt('CONTRIBUTING.md')?.text ?? '')?.[1]
  expect(chain?.split(/\s*→\s*/)).toEqual(floors)
  const table = pageAt('core/README.md')?.text.split('## Floor plan')[1]?.split('## ')[0] ?? ''
  expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, floor]) => floor)).toEqual(floors)
})
