import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { configOf, createProject, type Project } from './cli-project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject()
  await project.crmkit('plugin new visits')
  await project.write('crm.config.mjs', configOf(['visits', 'visits']))
  await project.crmkit('migrate up')
  await project.crmkit('tenants add acme')
}, 60_000)
afterAll(() => project.remove())

const names = async () => {
  const rows = await project.sql<{ name: string }>('select name from crm.visits order by name')
  return rows.map(({ name }) => name)
}

test('a file is imported, its refused rows are written to a file, and the import is taken back', async () => {
  await project.write('visits.csv', 'Name,Status\nFirst,open\nSecond,nonsense\nThird,closed\n')
  const { code, json } = await project.crmkit(
    'import visits visits.csv -t acme --json --errors refused.csv',
  )
  expect([code, json]).toMatchObject([0, { state: 'done', rows: 3, created: 2, refused: 1 }])
  expect(await names()).toEqual(['First', 'Third'])
  const refused = await readFile(join(project.dir, 'refused.csv'), 'utf8')
  expect(refused.split('\n').slice(0, 2)).toEqual([
    'Name,Status,import_line,import_field,import_reason',
    expect.stringMatching(/^Second,nonsense,3,Status,/),
  ])

  const again = await project.crmkit('import visits visits.csv -t acme --errors refused.csv')
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining('refused.csv is already there and is left as it is'),
  ])
  expect(await names()).toEqual(['First', 'Third'])

  const undone = await project.crmkit(`undo-import ${json.id} -t acme`)
  expect([undone.code, undone.stdout]).toEqual([
    0,
    'Undone: 2 records removed, 0 set back, 0 left alone because they have changed or are in use.\n',
  ])
  expect(await names()).toEqual([])
}, 60_000)

test('a dry run writes nothing, and says what it would', async () => {
  const { code, stdout } = await project.crmkit('import visits visits.csv -t acme --dry-run')
  expect([code, stdout]).toEqual([
    0,
    '3 rows read. Would be: 2 created, 0 updated, 0 unchanged, 0 linked records made.\n1 rows refused. See them with --errors <file>.\n',
  ])
  expect(await names()).toEqual([])
})

test('a file that cannot be imported, or is not there, is told with what to do', async () => {
  await project.write('strange.csv', 'Foo,Bar\n1,2\n')
  const strange = await project.crmkit('import visits strange.csv -t acme --map "Foo=name"')
  expect([strange.code, strange.stderr]).toEqual([1, expect.stringContaining('Bar')])
  const missing = await project.crmkit('import visits nowhere.csv -t acme')
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('nowhere.csv')])
  const rows = await project.sql(
    "select 1 from crm.imports where entity = 'visit' and state not in ('done', 'undone')",
  )
  expect(rows).toEqual([])
})
