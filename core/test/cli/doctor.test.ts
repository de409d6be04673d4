import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { configOf, createProject, type Project } from './cli-project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject()
  await project.crmkit('plugin new visits')
  await project.write('crm.config.mjs', configOf(['visits', 'visits']))
}, 60_000)
afterAll(() => project.remove())

interface Finding {
  readonly about: string
  readonly state: string
  readonly text: string
  readonly remedy?: string
}

async function doctor(
  args = '',
): Promise<{ code: number | null; wrong: Finding[]; all: Finding[] }> {
  const { code, json } = await project.crmkit(`doctor --json ${args}`)
  const all = json.findings as Finding[]
  return { code, all, wrong: all.filter(({ state }) => state !== 'ok') }
}

test('before the first migration it says which command makes the tables', async () => {
  const { code, wrong } = await doctor()
  expect(code).toBe(1)
  expect(wrong).toContainEqual(
    expect.objectContaining({ about: 'migrations', remedy: 'Run "crmkit migrate up".' }),
  )
  expect(await project.sql("select from pg_namespace where nspname = 'crm'")).toEqual([])
})

test('a sound engine has nothing wrong, and tells what it is made of', async () => {
  await project.crmkit('migrate up')
  await project.crmkit('tenants add acme')
  const { code, stdout } = await project.crmkit('doctor')
  expect(code).toBe(0)
  expect(stdout).toContain('core 0.1.0 → visits 0.1.0')
  expect(stdout).toMatch(/ok {4}database +PostgreSQL 1\d/)
  expect(stdout).toMatch(/ok {4}routes +\d+ below \/api\/v1/)
  expect(stdout).toMatch(
    /boot .*configuration \d+ ms, compose \d+ ms, connect \d+ ms, build \d+ ms/,
  )
  expect(stdout).toContain('Everything is as it should be.')
})

test('a hole in the wall between tenants is found, with the statement that closes it', async () => {
  await project.sql('alter table crm.visits no force row level security')
  const open = await doctor()
  expect([open.code, open.wrong.map(({ about }) => about)]).toEqual([1, ['row security']])
  const statement = open.wrong[0]?.remedy?.replace(/^As owner: /, '') ?? ''
  await project.sql(statement)
  expect((await doctor()).code).toBe(0)

  await project.sql(
    'create table crm.loose (tenant_id uuid); alter table crm.loose enable row level security',
  )
  expect((await doctor()).wrong[0]?.text).toContain('crm.loose')
  await project.sql('drop table crm.loose')
})

test('settings that no plugin has, or that no longer fit, are found', async () => {
  await project.write(
    'settings.config.mjs',
    `import { visits } from './plugins/visits/src/index.ts'
    const schema = { type: 'object', properties: { days: { type: 'integer', default: 3 } } }
    const shop = { name: 'shop', version: '1.0.0', engine: '*', settings: { scope: 'tenant', schema } }
    export default { plugins: [visits(), shop], settings: { shp: { days: 4 } } }`,
  )
  await project.sql(`
    begin;
    alter table crm.settings no force row level security;
    insert into crm.settings (tenant_id, plugin, value) select id, 'shop', '{"days":"many"}' from crm.tenants;
    alter table crm.settings force row level security;
    commit`)
  const { code, wrong } = await doctor('-c settings.config.mjs')
  expect(code).toBe(1)
  expect(wrong.map(({ text }) => text)).toEqual([
    'There are settings for "shp", which is not loaded.',
    'Those of "shop" of the tenant "acme" do not fit: /days must be integer',
  ])
})

test('settings of the configuration that do not fit are found', async () => {
  await project.write(
    'wrong.config.mjs',
    `const schema = { type: 'object', properties: { days: { type: 'integer' } } }
    const shop = { name: 'shop', version: '1.0.0', engine: '*', settings: { scope: 'instance', schema } }
    export default { plugins: [shop], settings: { shop: { days: 'many' } } }`,
  )
  const { code, wrong } = await doctor('-c wrong.config.mjs')
  expect(code).toBe(1)
  expect(wrong.map(({ about }) => about)).toContain('settings')
})

test('plugins that do not fit together are told as at boot', async () => {
  await project.write(
    'plugins.config.mjs',
    `const lost = { name: 'lost', version: '1.0.0', engine: '^9.0.0', requires: { deals: '*' } }
    export default { plugins: [lost] }`,
  )
  const { code, stdout } = await project.crmkit('doctor -c plugins.config.mjs')
  expect(code).toBe(1)
  expect(stdout).toContain('"lost" requires "deals" *')
  expect(stdout).toContain('needs @crmkit/core ^9.0.0')
})

test('a database that cannot be reached is a finding, without its password', async () => {
  const url = 'postgres://crm:secret-word@127.0.0.1:1/none'
  const { code, stdout, stderr } = await project.crmkit('doctor', { DATABASE_URL: url })
  expect(code).toBe(1)
  expect(stdout).toMatch(/bad {3}database +It cannot be reached/)
  expect(stdout + stderr).not.toContain('secret-word')
})

test('an app role that would see every tenant is found', async () => {
  const { code, wrong } = await (async () => {
    const superuser = { DATABASE_URL: project.database.superuserUrl }
    const { code, json } = await project.crmkit('doctor --json', {
      ...superuser,
      CRMKIT_APP_DATABASE_URL: project.database.superuserUrl,
    })
    return { code, wrong: json.findings.filter((one: Finding) => one.state === 'bad') }
  })()
  expect(code).toBe(1)
  expect(wrong).toContainEqual(expect.objectContaining({ about: 'app role' }))
})

test('an application that leaves the jobs to a worker needs one that is alive', async () => {
  await project.write(
    'off.config.mjs',
    `import { visits } from './plugins/visits/src/index.ts'
    export default { plugins: [visits()], worker: 'off' }`,
  )
  const { code, wrong } = await doctor('-c off.config.mjs')
  expect([code, wrong[0]?.remedy]).toEqual([1, 'Start one: crmkit worker.'])
})

test('jobs that failed for good are told with the command that shows them', async () => {
  await project.sql(`select crm_jobs.add_job('shop:mend', max_attempts := 1)`)
  await project.sql('update crm_jobs._private_jobs set attempts = max_attempts')
  const { code, wrong } = await doctor()
  expect([code, wrong[0]?.text]).toEqual([0, '1 job has failed for good.'])
})
