import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { configOf, createProject, finished, plainBinary, type Project } from './cli-project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject()
})
afterAll(() => project.remove())

test('help teaches the first steps, and costs no database', async () => {
  const { code, stdout } = await project.crmkit('--help', { DATABASE_URL: '' })
  expect(code).toBe(0)
  for (const word of ['crmkit init', 'migrate', 'DATABASE_URL', 'Exit codes']) {
    expect(stdout).toContain(word)
  }
  const up = await project.crmkit('migrate up --help')
  expect(up.stdout).toContain('--allow-destructive')
})

test('the version is that of the package', async () => {
  expect((await project.crmkit('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('called wrongly: exit code 2, and what to do', async () => {
  const unknown = await project.crmkit('migrat')
  expect([unknown.code, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toContain('Did you mean migrate?')
  expect((await project.crmkit('tenants add')).code).toBe(2)
  expect((await project.crmkit('keys list')).stderr).toContain("'-t, --tenant <key>' not specified")
})

test('without a configuration the command says how to get one', async () => {
  const { code, stderr } = await project.crmkit('tenants list')
  expect(code).toBe(2)
  expect(stderr).toContain('Run "crmkit init"')
})

test('a configuration that cannot be used says why, the stack only with --debug', async () => {
  await project.write('broken.config.mjs', "throw new Error('no such thing')")
  const broken = await project.crmkit('tenants list -c broken.config.mjs')
  expect([broken.code, broken.stderr.split('\n').length]).toEqual([2, 2])
  expect(broken.stderr).toContain('broken.config.mjs cannot be loaded: no such thing')

  const traced = await project.crmkit('tenants list -c broken.config.mjs --debug')
  expect(traced.stderr).toMatch(/ {4}at .*broken\.config\.mjs:1/)

  await project.write('empty.config.mjs', 'export const options = { plugins: [] }')
  const empty = await project.crmkit('tenants list -c empty.config.mjs')
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('exports no default')])

  await project.write('odd.config.mjs', 'export default { plugins: [], databse: {} }')
  const odd = await project.crmkit('tenants list -c odd.config.mjs')
  expect([odd.code, odd.stderr]).toEqual([1, expect.stringContaining('/databse is not a known')])
})

test('a database that is not there is an error in one sentence', async () => {
  await project.write('crm.config.mjs', configOf())
  const url = 'postgres://crm:secret-word@127.0.0.1:1/none'
  const { code, stdout, stderr } = await project.crmkit('tenants list', { DATABASE_URL: url })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).not.toMatch(/ {4}at /)
  expect(stderr).not.toContain('secret-word')
})

test('tables that are missing are an error that names the command', async () => {
  const { code, stderr } = await project.crmkit('tenants list')
  expect([code, stderr]).toEqual([1, expect.stringContaining('run "crmkit migrate up"')])
})

test('what the file says wins over the environment', async () => {
  await project.crmkit('migrate up', { CRMKIT_SCHEMA: 'other' })
  expect((await project.crmkit('tenants list', { CRMKIT_SCHEMA: 'other' })).code).toBe(0)
  await project.write(
    'named.config.mjs',
    "export default { plugins: [], database: { schema: 'third' } }",
  )
  const named = { CRMKIT_SCHEMA: 'other', CRMKIT_CONFIG: 'named.config.mjs' }
  expect((await project.crmkit('tenants list', named)).stderr).toContain('schema "third"')
  const wrong = await project.crmkit('tenants list', { CRMKIT_WORKER_CONCURRENCY: 'many' })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('it is "many"')])
})

test('the installed command works as it is, and hands on its exit code', async () => {
  const good = await finished(project.start([...plainBinary, '--version']))
  expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^\d/)])
  expect((await finished(project.start([...plainBinary, 'nope']))).code).toBe(2)
})

test('nothing is coloured in a pipe', async () => {
  const { stdout } = await project.crmkit('migrate status', { CRMKIT_SCHEMA: 'other' })
  expect(stdout).toContain('0001_create_engine')
  expect(stdout).not.toContain('\u001b')
})

test('without a url the embedded database runs, made by the first migration', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-cli-embedded-'))
  const embedded = { DATABASE_URL: '', CRMKIT_DATABASE_DIR: join(dir, 'data') }
  try {
    expect((await project.crmkit('doctor', embedded)).stdout).toContain('is not made yet')
    const up = await project.crmkit('migrate up', embedded)
    expect([up.code, up.stdout]).toEqual([0, expect.stringContaining('core/0001_create_engine')])
    const added = await project.crmkit('tenants add acme --json', embedded)
    expect(added.json).toMatchObject({ key: 'acme' })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}, 60_000)
