import { beforeAll, expect, test } from '@jest/globals'

import type { ConformanceReport } from '@crmkit/core/testing'

import { broken, editedMigrations, messagesOf } from './broken-projects.ts'

const notes = `
create table :SCHEMA.project_notes (note text);
grant select on :SCHEMA.project_notes to :APP_ROLE;
`

let report: ConformanceReport
beforeAll(async () => {
  const migrations = await editedMigrations((sql) =>
    sql
      .replace('  due_on date,\n', '')
      .replace(/create index projects_due_on_idx [^;]+;/, '')
      .replace('alter table :SCHEMA.projects_contact_ext force row level security;', '')
      .concat(notes),
  )
  report = await broken(() => ({ migrations }))
}, 60_000)

const tables = 'the migrations make the tables the schemas ask for'
const wall = 'every table stands behind the wall between tenants'
const life = 'a record is written, read, changed, deleted, restored and logged'
const uninstalled = 'uninstalling leaves nothing'

test.each([
  ['a column the migration lacks', tables, 'ask for: projects: due_on date'],
  ['an index the migration lacks', tables, 'CREATE INDEX projects_due_on_idx ON :SCHEMA.proj'],
  ['records that cannot be stored', life, 'project: creating a full record is refused with 500'],
  ['a table without the wall', wall, 'row-level security is on and forced: projects_contact_ext'],
  ['a table without a tenant', wall, 'closed to the app role: project_notes'],
  ['a table that stays behind', uninstalled, 'leaves in the database: create table project_notes'],
])('the suite tells %s', (_, check, text) => {
  expect(messagesOf(report, check)).toContainEqual(expect.stringContaining(text))
})

test('migrations that fail, and plugins that do not fit, are told too', async () => {
  const check = 'the plugin starts'
  const typo = await editedMigrations((sql) => sql.replace('due_on date', 'due_on dat'))
  expect(messagesOf(await broken(() => ({ migrations: typo })), check)).toEqual([
    expect.stringContaining('0001_create_projects.sql'),
  ])
  const misfit = await broken(() => ({ requires: { contacts: '^9.0.0' } }))
  expect(misfit.checks).toEqual([check])
  expect(messagesOf(misfit, check)).toEqual([
    expect.stringContaining('requires "contacts" ^9.0.0, but'),
  ])
}, 60_000)
