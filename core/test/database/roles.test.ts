import { randomBytes } from 'node:crypto'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { assertAppConnection, ensureAppRole } from '../../src/database/roles.ts'
import { createTestDatabase, run } from './test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
/** Roles belong to the whole server, so each run has its own. */
const suffix = randomBytes(4).toString('hex')
const role = (name: string) => `${name}_${suffix}`

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
  const { superuserUrl } = database
  const url = new URL(superuserUrl)
  url.pathname = '/postgres'
  for (const name of ['app', 'strong', 'owning', 'plain', 'parallel', 'deputy', 'stranger'])
    await run(url.href, `drop role if exists ${role(name)}`)
})

test('The role is made without login, may use the schema, and the owner may become it', async () => {
  const { owner, app } = database.pools({ appRole: role('app') })
  await ensureAppRole(owner, { schema: 'crm', appRole: role('app') })
  await ensureAppRole(owner, { schema: 'crm', appRole: role('app') })
  const { rows } = await app.query(
    `select current_user::text as role, rolcanlogin as login, has_schema_privilege('crm', 'usage') as usage,
       has_schema_privilege('crm', 'create') as "create"
     from pg_roles where rolname = current_user`,
  )
  expect(rows).toEqual([{ role: role('app'), login: false, usage: true, create: false }])
})

test('Several processes may make it at once', async () => {
  const pools = [1, 2, 3, 4].map(() => database.pools())
  const ensure = ({ owner }: { owner: pg.Pool }) =>
    ensureAppRole(owner, { schema: 'parallel', appRole: role('parallel') })
  await Promise.all(pools.map(ensure))
})

test.each([
  ['SUPERUSER', 'superuser'],
  ['BYPASSRLS', 'bypassrls'],
])('A role with %s is refused: it would see every tenant', async (right, option) => {
  await run(
    database.superuserUrl,
    `drop role if exists ${role('strong')}; create role ${role('strong')} ${option}`,
  )
  const { owner } = database.pools()
  await expect(
    ensureAppRole(owner, { schema: 'crm', appRole: role('strong') }),
  ).rejects.toMatchObject({
    code: 'APP_ROLE_TOO_STRONG',
    message: expect.stringContaining(`it has ${right}`),
  })
})

test('A role that owns tables of the schema is refused, with their names', async () => {
  await run(
    database.superuserUrl,
    `create role ${role('owning')}; create schema if not exists crm authorization crm_owner; create table crm.mine (id int); alter table crm.mine owner to ${role('owning')}`,
  )
  const { owner } = database.pools()
  await expect(
    ensureAppRole(owner, { schema: 'crm', appRole: role('owning') }),
  ).rejects.toMatchObject({
    code: 'APP_ROLE_TOO_STRONG',
    message: expect.stringContaining('it owns crm.mine'),
  })
  await run(database.superuserUrl, 'drop table crm.mine')
})

test('The owner himself and a role that has his rights are refused: the policy of the owner would hold for them', async () => {
  const { owner } = database.pools()
  await run(database.superuserUrl, `create role ${role('deputy')} in role crm_owner`)
  for (const appRole of ['crm_owner', role('deputy')]) {
    await expect(ensureAppRole(owner, { schema: 'crm', appRole })).rejects.toMatchObject({
      code: 'APP_ROLE_TOO_STRONG',
      message: expect.stringContaining('it has the rights of the owner crm_owner'),
    })
  }
})

test('A connection for requests that is not bound by the policies is refused', async () => {
  const { app, owner } = database.pools({ appRole: role('app') })
  await ensureAppRole(owner, { schema: 'bound', appRole: role('app') })
  await owner.query('create table bound.things (id int)')
  const options = { schema: 'bound', appRole: role('app') }
  await assertAppConnection(app, options)

  await expect(assertAppConnection(owner, options)).rejects.toMatchObject({
    code: 'APP_ROLE_TOO_STRONG',
    message: expect.stringContaining('the owner of bound.things'),
  })
  const { app: strong } = database.pools({ appUrl: database.superuserUrl })
  await expect(assertAppConnection(strong, options)).rejects.toMatchObject({
    code: 'APP_ROLE_TOO_STRONG',
  })

  await run(database.superuserUrl, `create role ${role('stranger')} login password 'stranger'`)
  const url = new URL(database.ownerUrl)
  url.username = role('stranger')
  url.password = 'stranger'
  const { app: stranger } = database.pools({ appUrl: url.href })
  await expect(assertAppConnection(stranger, options)).rejects.toMatchObject({
    code: 'APP_USER_NOT_MEMBER',
  })
})

test('A user without CREATEROLE is told the SQL to run', async () => {
  const name = database.ownerUrl.split('/').at(-1)
  await run(
    database.superuserUrl,
    `create role ${role('plain')} login password 'plain'; grant create on database ${name} to ${role('plain')}`,
  )
  const url = new URL(database.ownerUrl)
  url.username = role('plain')
  url.password = 'plain'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await expect(
    ensureAppRole(client, { schema: 'plain', appRole: role('wanted') }),
  ).rejects.toMatchObject({
    code: 'APP_ROLE_NOT_CREATABLE',
    message: expect.stringContaining(
      `create role "${role('wanted')}" nologin; grant "${role('wanted')}" to "${role('plain')}";`,
    ),
  })
  await client.end()
})

test('A user who may not create schemas is told the SQL to run', async () => {
  await run(
    database.superuserUrl,
    `revoke create on database ${database.ownerUrl.split('/').at(-1)} from ${role('plain')}`,
  )
  const url = new URL(database.ownerUrl)
  url.username = role('plain')
  url.password = 'plain'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await expect(
    ensureAppRole(client, { schema: 'closed', appRole: role('app') }),
  ).rejects.toMatchObject({
    code: 'SCHEMA_NOT_CREATABLE',
    message: expect.stringContaining(`create schema "closed" authorization "${role('plain')}"`),
  })
  await client.end()
})
