import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { createProject, finished, plainBinary, type Project } from './cli-project.ts'

/** One job that fails as long as a row of its own table says so, and one that takes its time. */
const config = `
import pg from 'pg'

const sql = async (text) => {
  const client = new pg.Client(process.env.DATABASE_URL)
  await client.connect()
  try { return (await client.query(text)).rows } finally { await client.end() }
}
const run = {
  async mend(payload, context) {
    const [{ broken }] = await sql('select broken from public.switch')
    if (broken) throw new Error('The switch is off.')
    await sql("insert into public.done values ('mend')")
  },
  async linger(payload, context, { signal }) {
    await sql("insert into public.done values ('began')")
    await new Promise((done) => setTimeout(done, 1500))
    await sql("insert into public.done values ('ended')")
  },
}
const payload = { type: 'object' }
export default {
  plugins: [{
    name: 'shop', version: '1.0.0', engine: '*',
    jobs: { mend: { payload, maxAttempts: 1, run: run.mend }, linger: { payload, run: run.linger } },
    events: {},
  }],
  worker: 'off',
}
`

let project: Project
beforeAll(async () => {
  project = await createProject()
  await project.write('crm.config.mjs', config)
  await project.sql('create table public.switch as select true as broken')
  await project.sql('create table public.done (what text)')
  await project.crmkit('migrate up')
  await project.crmkit('tenants add acme')
  await project.crmkit('tenants add globex')
}, 60_000)
afterAll(() => project.remove())

async function add(job: string): Promise<void> {
  await project.sql(`
    select crm_jobs.add_job('shop:${job}', payload := json_build_object(
      'tenantId', (select id from crm.tenants where key = 'acme'), 'requestId', 'test', 'payload', json_build_object('why', 'test')),
      max_attempts := 1)`)
}

async function done(): Promise<string[]> {
  const rows = await project.sql<{ what: string }>('select what from public.done')
  return rows.map(({ what }) => what)
}

test('a failed job is listed, shown with its error and run again', async () => {
  await add('mend')
  const worked = await project.crmkit('worker --once')
  expect([worked.code, worked.stdout]).toEqual([0, '1 job ran.\n'])

  const failed = await project.crmkit('jobs list -t acme --state failed --json')
  expect(failed.json).toMatchObject([{ name: 'shop:mend', state: 'failed', attempts: 1 }])
  const [{ id }] = failed.json
  const shown = await project.crmkit(`jobs show ${id} -t acme`)
  expect(shown.stdout).toContain('The switch is off.')
  expect(shown.stdout).toContain('{"why":"test"}')

  await project.sql('update public.switch set broken = false')
  const retried = await project.crmkit(`jobs retry ${id} -t acme`)
  expect(retried.stdout).toContain('is waiting for a worker')
  await project.crmkit('worker --once')
  expect(await done()).toEqual(['mend'])
  expect((await project.crmkit('jobs list -t acme --json')).json).toEqual([])
})

test('jobs of one tenant are not seen or touched from another', async () => {
  await add('mend')
  const [{ id }] = (await project.crmkit('jobs list -t acme --json')).json
  expect((await project.crmkit('jobs list -t globex --json')).json).toEqual([])
  for (const verb of ['show', 'retry']) {
    const { code, stderr } = await project.crmkit(`jobs ${verb} ${id} -t globex`)
    expect([code, stderr]).toEqual([1, expect.stringContaining('JOB_NOT_FOUND')])
  }
  await project.crmkit('worker --once')
})

test('an id that is none is refused before the database is asked', async () => {
  expect((await project.crmkit('jobs retry abc -t acme')).code).toBe(2)
  expect((await project.crmkit('jobs list -t acme --state gone')).code).toBe(2)
})

test('a worker that is stopped finishes its job, also as the installed command', async () => {
  await project.sql('delete from public.done')
  const child = project.start([...plainBinary, 'worker', '--concurrency', '1'])
  const ended = finished(child)
  await add('linger')
  while (!(await done()).includes('began')) await sleep(50)
  const alive = await project.crmkit('doctor')
  expect(alive.stdout).toMatch(/ok {4}worker .* seen \d+ s ago/)
  await add('linger')
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect((await ended).code).toBe(0)
  const what = await done()
  expect(what.filter((one) => one === 'began')).toHaveLength(
    what.filter((one) => one === 'ended').length,
  )
}, 60_000)

test('a number of jobs that is none is refused', async () => {
  const { code, stderr } = await project.crmkit('worker --concurrency none')
  expect([code, stderr]).toEqual([2, expect.stringContaining('it is "none"')])
})
