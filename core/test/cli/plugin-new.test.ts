import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { configOf, createProject, finished, type Project } from './cli-project.ts'

const repository = resolve(import.meta.dirname, '../../..')
const folder = 'plugins/field-visits'

let project: Project
beforeAll(async () => {
  project = await createProject()
  const { code, stderr } = await project.crmkit('plugin new field-visits')
  expect([code, stderr]).toEqual([0, ''])
  await project.write('crm.config.mjs', configOf(['fieldVisits', 'field-visits']))
}, 60_000)
afterAll(() => project.remove())

test('its own tests pass, the conformance of every plugin among them', async () => {
  const url = process.env['CRMKIT_TEST_DATABASE_URL'] ?? ''
  const { code, stdout } = await finished(
    project.start(['--conditions=crmkit-source', '--test', `${folder}/test/*.test.ts`], {
      CRMKIT_TEST_DATABASE_URL: url,
    }),
  )
  expect([code, stdout]).toEqual([0, expect.stringContaining('pass 4')])
}, 60_000)

test('its types hold', async () => {
  const config = {
    extends: `./${folder}/tsconfig.json`,
    compilerOptions: { customConditions: ['crmkit-source'] },
    // The sources of the core are checked along, with the declarations they need.
    include: [`${folder}/src`, `${folder}/test`, join(repository, 'core/src/http/inflation.d.ts')],
  }
  await writeFile(join(project.dir, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(repository, 'node_modules/typescript/bin/tsc')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [compiler, '-p', 'tsconfig.json'],
    {
      cwd: project.dir,
    },
  ).catch((error: { stdout: string }) => error)
  // Faults of the core are the core's to mend: its own check finds them.
  expect(stdout.split('\n').filter((line) => line.startsWith(folder))).toEqual([])
}, 60_000)

test('its migration and types are what its schema says', async () => {
  const diff = await project.crmkit('schema diff --json')
  expect(diff.json).toMatchObject([{ plugin: 'field-visits', summary: [] }])
  expect((await project.crmkit('types --check')).code).toBe(0)
})

test('a folder with something in it is left as it is', async () => {
  const { code, stderr } = await project.crmkit('plugin new field-visits')
  expect([code, stderr]).toEqual([1, expect.stringContaining('not empty')])
})

test('a name that is none is refused', async () => {
  for (const name of ['Visits', 'x', 'my_plugin']) {
    expect((await project.crmkit(`plugin new ${name}`)).code).toBe(2)
  }
  expect((await project.crmkit('plugin new stories --entity Story')).code).toBe(2)
})

test('words of other forms find their singular and plural', async () => {
  const { json } = await project.crmkit('plugin new companies --dir c --json')
  expect(json.files).toContain('src/company/company.schema.json')
  const one = await project.crmkit('plugin new inbox --dir i --json')
  expect(one.json.files).toContain('migrations/0001_create_inboxes.sql')
})
