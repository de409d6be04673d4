import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeEach, expect, test } from '@jest/globals'

import { createProject, type Project } from './cli-project.ts'

const project: Project = await createProject()
afterAll(() => project.remove())
beforeEach(async () => {
  for (const name of ['crm.config.ts', 'crm.config.js', 'crm.config.mjs']) {
    await rm(join(project.dir, name), { force: true })
  }
})

const packageJson = (more: object): Promise<void> =>
  project.write('package.json', JSON.stringify({ name: 'host', private: true, ...more }))
const read = (file: string): Promise<string> => readFile(join(project.dir, file), 'utf8')

test('the configuration names the plugins that are installed, and is understood', async () => {
  const dependencies = { '@crmkit/core': '*', '@crmkit/elements': '*', '@crmkit/contacts': '*' }
  await packageJson({ type: 'module', dependencies, devDependencies: { typescript: '*' } })
  const { code, stdout } = await project.crmkit('init')
  expect([code, stdout]).toEqual([0, expect.stringContaining('Wrote crm.config.ts')])
  expect(await read('crm.config.ts')).toContain('plugins: [contacts()],')
  const status = await project.crmkit('migrate status --json')
  expect(status.json.pending.map((one: { plugin: string }) => one.plugin)).toContain('contacts')
})

test('without TypeScript it is a module Node reads', async () => {
  await packageJson({ type: 'module' })
  const { stdout } = await project.crmkit('init')
  expect(stdout).toContain('npm install @crmkit/contacts')
  expect(await read('crm.config.js')).toContain('plugins: [],')
  expect((await project.crmkit('migrate status')).code).toBe(0)
  await packageJson({})
  await rm(join(project.dir, 'crm.config.js'))
  expect((await project.crmkit('init --json')).json.file).toBe('crm.config.mjs')
  expect((await project.crmkit('migrate status')).code).toBe(0)
})

test('a configuration that is there is left as it is', async () => {
  await project.write('crm.config.mjs', '// mine')
  const { code, stderr } = await project.crmkit('init')
  expect([code, stderr]).toEqual([1, expect.stringContaining('is left as it is')])
  expect(await read('crm.config.mjs')).toBe('// mine')
})
