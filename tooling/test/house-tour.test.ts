import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(`${root}/docs/internals/house-tour.md`, 'utf8')

interface Row {
  readonly number: number
  readonly file: string
  /** When the file is visited; empty: every time. */
  readonly when: string
}

/** The tables of the page by their heading. */
const tables = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.split('\n')[0] ?? '', rowsOf(part)]),
)

function rowsOf(part: string): Row[] {
  return [...part.matchAll(/^\| (\d+) \| `([^`]+)` \| (.*) \|$/gm)].map(
    ([, number, file, rest]) => ({
      number: Number(number),
      file: file ?? '',
      when: (rest ?? '').split('|')[0]?.trim() ?? '',
    }),
  )
}

test('the tour walks a request, a job, a change and the boot', () => {
  expect([...tables.keys()]).toEqual([
    'POST /contacts',
    'The job core:run-import',
    'A change on its way to a page',
    'Boot',
  ])
})

test.each([...tables])('%s: every file is there, none is visited twice', (_title, rows) => {
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1))
  const files = rows.map(({ file }) => file)
  expect(files.filter((file) => !existsSync(`${root}/${file}`))).toEqual([])
  expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([])
})

test('a request and a job pass every file the tour says they pass', () => {
  const recorded = JSON.parse(
    execFileSync(
      process.execPath,
      ['--conditions=crmkit-source', `${root}/tooling/docs/record-visits.ts`],
      { encoding: 'utf8', cwd: root },
    ),
  ) as { request: string[]; job: string[] }
  const always = (title: string) =>
    (tables.get(title) ?? []).flatMap(({ file, when }) => (when === '' ? [file] : []))
  expect(always('POST /contacts').length).toBeGreaterThan(20)
  expect(always('POST /contacts').filter((file) => !recorded.request.includes(file))).toEqual([])
  const job = always('The job core:run-import')
  expect(job.length).toBeGreaterThan(20)
  expect(job.filter((file) => !recorded.job.includes(file))).toEqual([])
})
