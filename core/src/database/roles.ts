import type pg from 'pg'

import { errors } from './errors.ts'
import { assertIdentifier, quoteIdentifier } from './identifiers.ts'
import { rethrowAsCrmError } from './sqlstate.ts'

export interface AppRoleOptions {
  readonly schema: string
  readonly appRole: string
}

/**
 * Makes the database ready for two roles: the schema is there, the app role is there and may use it, and the owner may
 * become the app role. Writes only what is missing, so it is safe at every start and in several processes at once.
 */
export async function ensureAppRole(
  owner: pg.ClientBase | pg.Pool,
  options: AppRoleOptions,
): Promise<void> {
  const schema = assertIdentifier(options.schema)
  const appRole = assertIdentifier(options.appRole)
  try {
    await createSchema(owner, schema)
    let found = await readRoles(owner, schema, appRole)
    const denied = (cause: unknown) =>
      errors.APP_ROLE_NOT_CREATABLE(
        { owner: found.owner, appRole, sql: superuserSql(found, appRole) },
        { cause },
      )
    if (!found.exists) {
      await runUnlessDone(owner, `create role ${quoteIdentifier(appRole)} nologin`, denied)
      found = await readRoles(owner, schema, appRole)
    }
    assertHarmless(found, schema, appRole)
    if (!found.member) await runUnlessDone(owner, grantSql(found, appRole), denied)
    if (!found.usage) {
      await runUnlessDone(
        owner,
        `grant usage on schema ${quoteIdentifier(schema)} to ${quoteIdentifier(appRole)}`,
      )
    }
  } catch (error) {
    rethrowAsCrmError(error)
  }
}

/**
 * Refuses a connection for requests on which row-level security would not hold; to be asked once of the app pool, whose
 * URL may log in as anybody.
 */
export async function assertAppConnection(
  app: pg.ClientBase | pg.Pool,
  { schema, appRole }: AppRoleOptions,
): Promise<void> {
  const { rows } = await app
    .query<{ user: string; too_strong: boolean; owned: string[]; member: boolean }>(
      `select current_user as user, rolsuper or rolbypassrls as too_strong,
         array(select c.relname::text from pg_class c
               where c.relnamespace = to_regnamespace($1) and c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'usage')
               order by 1 limit 3) as owned,
         coalesce((select pg_has_role(a.oid, 'usage') from pg_roles a where a.rolname = $2), false) as member
       from pg_roles where rolname = current_user`,
      [schema, appRole],
    )
    .catch(rethrowAsCrmError)
  const { user = '', too_strong: tooStrong = false, owned = [], member = false } = rows[0] ?? {}
  const tables = owned.map((table) => `${schema}.${table}`).join(', ')
  if (tooStrong) {
    throw errors.APP_ROLE_TOO_STRONG({ appRole: user, reason: 'it has SUPERUSER or BYPASSRLS' })
  }
  if (owned.length > 0) {
    throw errors.APP_ROLE_TOO_STRONG({
      appRole: user,
      reason: `it has the rights of the owner of ${tables}`,
    })
  }
  if (!member) {
    const sql = `grant ${quoteIdentifier(appRole)} to ${quoteIdentifier(user)};`
    throw errors.APP_USER_NOT_MEMBER({ user, appRole, sql })
  }
}

/** Creates the schema unless it is there; asking first, because `if not exists` still needs the right to create one. */
export async function createSchema(client: pg.ClientBase | pg.Pool, schema: string): Promise<void> {
  const { rows } = await client.query<{ user: string; database: string; found: boolean }>(
    `select current_user as "user", current_database() as database, to_regnamespace($1) is not null as found`,
    [schema],
  )
  const { user = '', database = '', found = false } = rows[0] ?? {}
  if (found) return
  // `if not exists` does not help two processes at once: the second one meets the unique index.
  await runUnlessDone(client, `create schema ${quoteIdentifier(schema)}`, (cause) => {
    const sql = `create schema ${quoteIdentifier(schema)} authorization ${quoteIdentifier(user)}; -- in the database ${database}`
    return errors.SCHEMA_NOT_CREATABLE({ user, schema, sql }, { cause })
  })
}

interface FoundRoles {
  readonly owner: string
  readonly exists: boolean
  readonly member: boolean
  readonly usage: boolean
  /** The role has the owner's rights, being it or a member of it. */
  readonly owner_rights: boolean
  readonly superuser: boolean
  readonly bypassrls: boolean
  readonly owned: readonly string[]
}

async function readRoles(
  owner: pg.ClientBase | pg.Pool,
  schema: string,
  appRole: string,
): Promise<FoundRoles> {
  // pg_has_role and has_schema_privilege throw on a role that does not exist: asked only of one that does.
  const { rows } = await owner.query<FoundRoles>(
    `select current_user as owner, r.oid is not null as exists,
       coalesce(r.rolsuper, false) as superuser, coalesce(r.rolbypassrls, false) as bypassrls,
       case when r.oid is null then false else ${MAY_SET_ROLE} end as member,
       case when r.oid is null then false else pg_has_role(r.oid, current_user, 'usage') end as owner_rights,
       case when r.oid is null then false else has_schema_privilege(r.oid, to_regnamespace($1)::oid, 'usage') end as usage,
       array(select c.relname::text from pg_class c
             where c.relowner = r.oid and c.relnamespace = to_regnamespace($1) and c.relkind in ('r', 'p')
             order by 1) as owned
     from (select $2::name as name) wanted left join pg_roles r on r.rolname = wanted.name`,
    [schema, appRole],
  )
  return rows[0] as FoundRoles
}

/** Membership alone is not enough from PostgreSQL 16 on: the creator of a role is its member without the SET option. */
const MAY_SET_ROLE = `pg_has_role(current_user, r.oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)`

function assertHarmless(found: FoundRoles, schema: string, appRole: string): void {
  if (found.superuser || found.bypassrls) {
    const right = found.superuser ? 'SUPERUSER' : 'BYPASSRLS'
    throw errors.APP_ROLE_TOO_STRONG({ appRole, reason: `it has ${right}` })
  }
  if (found.owner_rights) {
    const { owner } = found
    throw errors.APP_ROLE_TOO_STRONG({ appRole, reason: `it has the rights of the owner ${owner}` })
  }
  if (found.owned.length > 0) {
    const tables = found.owned.map((table) => `${schema}.${table}`).join(', ')
    throw errors.APP_ROLE_TOO_STRONG({ appRole, reason: `it owns ${tables}` })
  }
}

/** Two processes may start at the same moment; what the other one has just done is done. */
async function runUnlessDone(
  owner: pg.ClientBase | pg.Pool,
  sql: string,
  onDenied?: (cause: unknown) => Error,
): Promise<void> {
  try {
    await owner.query(sql)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === '42501' && onDenied !== undefined) throw onDenied(error)
    // Duplicate role or schema, their unique indexes, or both processes writing one grant.
    const done =
      code === '42710' ||
      code === '42P06' ||
      code === '23505' ||
      /^tuple concurrently updated/.test(message)
    if (!done) throw error
  }
}

function grantSql({ owner }: FoundRoles, appRole: string): string {
  return `grant ${quoteIdentifier(appRole)} to ${quoteIdentifier(owner)}`
}

function superuserSql(found: FoundRoles, appRole: string): string {
  const create = found.exists ? '' : `create role ${quoteIdentifier(appRole)} nologin; `
  return `${create}${grantSql(found, appRole)};`
}
