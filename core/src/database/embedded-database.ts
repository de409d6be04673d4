import pg from 'pg'

import type { Folder } from './embedded-folder.ts'
import { quoteLiteral } from './identifiers.ts'
import { UNTOUCHED } from './pools.ts'

export const DATABASE = 'crm'
export const OWNER_ROLE = 'crm_owner'
export const APP_ROLE = 'crm_app'

export interface DatabaseUrls {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly superuserUrl: string
}

export function superuserConfig({ state }: Folder, port: number): pg.ClientConfig {
  return {
    ...UNTOUCHED,
    // Never empty, or `pg` takes PGOPTIONS in its place.
    options: '-c statement_timeout=0',
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: state.passwords.postgres,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  }
}

/** Makes the two roles and the database, unless they are there. */
export async function createDatabase(folder: Folder, port: number): Promise<DatabaseUrls> {
  const { passwords } = folder.state
  const client = new pg.Client(superuserConfig(folder, port))
  await client.connect()
  try {
    if (!(await isDone(client))) await createAll(client, passwords)
  } finally {
    await client.end()
  }
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  return {
    ownerUrl: url(OWNER_ROLE, passwords.owner, DATABASE),
    appUrl: url(APP_ROLE, passwords.app, DATABASE),
    superuserUrl: url('postgres', passwords.postgres, 'postgres'),
  }
}

async function createAll(
  client: pg.Client,
  passwords: Folder['state']['passwords'],
): Promise<void> {
  // Two processes may start at once; the second waits here and finds the work done. Freed by closing the connection.
  await client.query(`select pg_advisory_lock(hashtextextended('crmkit:create-database', 0))`)
  if (await isDone(client)) return
  await client.query(`
    do $$ begin
      if to_regrole('${OWNER_ROLE}') is null then create role ${OWNER_ROLE}; end if;
      if to_regrole('${APP_ROLE}') is null then create role ${APP_ROLE}; end if;
    end $$;
    alter role ${OWNER_ROLE} login createrole nosuperuser nobypassrls password ${quoteLiteral(passwords.owner)};
    alter role ${APP_ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole password ${quoteLiteral(passwords.app)};
    grant ${APP_ROLE} to ${OWNER_ROLE}`)
  // Not inside a transaction, so a process killed in between leaves the roles only: the next start goes on from there.
  await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`)
}

async function isDone(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select from pg_database where datname = $1', [DATABASE])
  return rows.length > 0
}
