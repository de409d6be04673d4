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
  for (const tenant of ['acme', 'globex']) {
    await project.crmkit(`tenants add ${tenant}`)
    await project.sql(`
      insert into crm.visits (tenant_id, id, name, status, created_by, updated_by)
      select t.id, crm.uuid_v7(), '${tenant} ' || n, case when n % 2 = 0 then 'open' else 'closed' end, '{}', '{}'
      from crm.tenants t, generate_series(1, 2500) n where t.key = '${tenant}'`)
  }
}, 60_000)
afterAll(() => project.remove())

test('all records of the tenant, and no others, as CSV', async () => {
  const { code, stdout } = await project.crmkit('export visits -t acme --fields name,status')
  const [head, ...rows] = stdout.trimEnd().split('\n')
  expect([code, head, rows.length]).toEqual([0, 'name,status', 2500])
  expect(rows.every((row) => row.startsWith('acme '))).toBe(true)
})

test('those a filter finds, as JSON Lines, in a file', async () => {
  const filter = `{"status":"open"}`
  const args = `export visits -t acme --format jsonl --sort name --filter '${filter}' --out open.jsonl`
  const { code, stdout, stderr } = await project.crmkit(args)
  expect([code, stdout, stderr]).toEqual([0, '', 'Written to open.jsonl.\n'])
  const lines = (await readFile(join(project.dir, 'open.jsonl'), 'utf8')).trimEnd().split('\n')
  expect(lines).toHaveLength(1250)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name: 'acme 10', status: 'open' })

  const again = await project.crmkit(args)
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining('open.jsonl is already there and is left as it is'),
  ])
})

test('what cannot be exported says what can', async () => {
  const { code, stderr } = await project.crmkit('export vists -t acme')
  expect([code, stderr]).toEqual([2, expect.stringContaining('members, teams, visits')])
  const filter = await project.crmkit(`export visits -t acme --filter '{"nme":1}'`)
  expect([filter.code, filter.stdout]).toEqual([2, ''])
})

test('a reader who has enough ends the export without an error', async () => {
  const child = project.start([
    '--conditions=crmkit-source',
    join(import.meta.dirname, '../../bin/crmkit.js'),
    ...['export', 'visits', '-t', 'acme'],
  ])
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdout.once('data', () => child.stdout.destroy())
  const code = await new Promise((resolve) => child.on('exit', resolve))
  expect([code, stderr]).toEqual([0, ''])
})
