import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { pino } from 'pino'

import { createCrm } from '../../src/kernel/create-crm.ts'
import { configOf, createProject, type Project } from './cli-project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject()
  await project.write('crm.config.mjs', configOf())
  await project.crmkit('migrate up')
  await project.crmkit('tenants add acme --name "Acme Inc"')
}, 60_000)
afterAll(() => project.remove())

test('a tenant is added, renamed and listed', async () => {
  const added = await project.crmkit('tenants add globex --json')
  expect(added.json).toMatchObject({ key: 'globex', name: 'globex' })
  const renamed = await project.crmkit('tenants add globex --name Globex --json')
  expect(renamed.json).toEqual({ ...added.json, name: 'Globex' })
  const { stdout } = await project.crmkit('tenants list')
  expect(stdout).toMatch(/^KEY {5}NAME {6}ID\nacme {4}Acme Inc {2}[0-9a-f-]{36}\nglobex {2}Globex/)
})

test('the text of a key is alone on standard output, opens the door, and closes when revoked', async () => {
  const made = await project.crmkit('keys create -t acme --name "My server" --role admin')
  expect(made.stdout).toMatch(/^crm_live_\w+\n$/)
  expect(made.stderr).toContain('crmkit keys revoke')

  const { json } = await project.crmkit('keys list -t acme --json')
  expect(json).toMatchObject([{ name: 'My server', roles: ['admin'], expiresAt: null }])
  expect(JSON.stringify(json)).not.toContain(made.stdout.trim().slice(-38))
  expect(await answerTo(made.stdout.trim())).toBe(200)

  expect((await project.crmkit(`keys revoke ${json[0].id} -t acme`)).code).toBe(0)
  expect(await answerTo(made.stdout.trim())).toBe(401)
  expect((await project.crmkit('keys list -t acme')).stdout).toContain('revoked')
  const events = await project.sql<{ name: string; actor: object }>(
    "select name, actor from crm.changes where action = 'event' order by seq",
  )
  expect(events).toMatchObject([
    { name: 'api-key.created', actor: { kind: 'system', id: 'crmkit' } },
    { name: 'api-key.revoked' },
  ])
})

test('a key may be cut and may end', async () => {
  const { json } = await project.crmkit(
    'keys create -t acme --name Cut --role admin guest --permission member.read team.* --expires 90d --json',
  )
  expect(json).toMatchObject({
    roles: ['admin', 'guest'],
    permissions: ['member.read', 'team.*'],
    text: expect.stringMatching(/^crm_live_/),
  })
  const days = (Date.parse(json.expiresAt) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(89)
  expect(days).toBeLessThan(91)
})

test('what does not exist is told with its place', async () => {
  const key = await project.crmkit(
    'keys create -t acme --name X --role admn --permission nope.read',
  )
  expect([key.code, key.stdout]).toEqual([1, ''])
  expect(key.stderr).toContain('/roles/0 is no role; known: admin, manager, user, guest')
  expect(key.stderr).toContain('/permissions/0 is no permission')
  const tenant = await project.crmkit('keys list -t nobody')
  expect([tenant.code, tenant.stderr]).toEqual([1, expect.stringContaining('no tenant "nobody"')])
  const time = await project.crmkit('keys create -t acme --name X --role admin --expires soon')
  expect([time.code, time.stderr]).toEqual([2, expect.stringContaining('it is "soon"')])
})

async function answerTo(key: string): Promise<number> {
  const crm = createCrm({
    plugins: [],
    worker: 'off',
    logger: pino({ level: 'silent' }),
    migrate: 'off',
    database: { url: project.database.ownerUrl },
  })
  await crm.ready()
  try {
    const headers = { authorization: `Bearer ${key}` }
    return (await crm.inject({ url: '/api/v1/members', headers })).status
  } finally {
    await crm.close()
  }
}
