import { createHash } from 'node:crypto'

import type pg from 'pg'

import { quoteIdentifier, quoteLiteral } from '../database/identifiers.ts'
import { createSchema } from '../database/roles.ts'
import { rethrowAsCrmError } from '../database/sqlstate.ts'
import { jobSchemaOf } from './job-queue.ts'

export interface InstallQueueOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly appRole: string
  /** Default `<schema>_jobs`. */
  readonly jobSchema?: string | undefined
}

/**
 * Longest wait between two tries, in seconds. graphile-worker waits exp(tries) up to 6 h; with this cap ten tries span
 * 41 minutes, and a job that waits for an outage to end starts at most 10 minutes after it.
 */
export const RETRY_CAP_S = 600

/** Makes or updates graphile-worker's tables and what we add to them. Safe at every start and in several processes at once. */
export async function installQueue(options: InstallQueueOptions): Promise<void> {
  const { ownerPool, schema, appRole, jobSchema = jobSchemaOf(schema) } = options
  try {
    await createSchema(ownerPool, jobSchema)
    await createMigrationsTable(ownerPool, jobSchema)
    const { runMigrations } = await import('graphile-worker')
    await runMigrations({ pgPool: ownerPool, schema: jobSchema, crontab: '', taskList: {} })
    await applyAdditions(ownerPool, jobSchema, additions({ schema, appRole, jobSchema }))
  } catch (error) {
    rethrowAsCrmError(error)
  }
}

/**
 * graphile-worker would make it itself, together with the schema; that needs the right to create schemas even when the
 * schema is already there: PostgreSQL checks the right first.
 */
async function createMigrationsTable(pool: pg.Pool, jobSchema: string): Promise<void> {
  const table = `${quoteIdentifier(jobSchema)}.migrations`
  const { rows } = await pool.query('select from pg_class where oid = to_regclass($1)', [table])
  if (rows.length > 0) return
  await pool.query(
    `create table if not exists ${table} (
       id int primary key, ts timestamptz default now() not null, breaking boolean not null default false)`,
  )
}

/** Applied when their text has changed, which the comment of the schema tells. */
async function applyAdditions(pool: pg.Pool, jobSchema: string, sql: string): Promise<void> {
  const mark = `crmkit ${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `crmkit:queue:${jobSchema}`,
    ])
    const { rows } = await client.query<{ mark: string | null }>(
      `select obj_description(to_regnamespace($1)::oid, 'pg_namespace') as mark`,
      [quoteIdentifier(jobSchema)],
    )
    if (rows[0]?.mark !== mark) {
      await client.query(
        `${sql}\ncomment on schema ${quoteIdentifier(jobSchema)} is ${quoteLiteral(mark)}`,
      )
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/**
 * The tenant's door to its jobs (definer functions that filter by the bound tenant themselves, because graphile-worker's
 * tables know no tenants), the indexes they and the sweeper use, and the cap on the time between two tries.
 */
function additions(names: { schema: string; appRole: string; jobSchema: string }): string {
  const [schema, appRole, jobs] = [names.schema, names.appRole, names.jobSchema].map(
    quoteIdentifier,
  )
  return `
create index if not exists crmkit_jobs_tenant on ${jobs}._private_jobs ((payload ->> 'tenantId'), id);
create index if not exists crmkit_jobs_locked on ${jobs}._private_jobs (locked_by) where locked_by is not null;

create or replace function ${jobs}.crmkit_cap_retry() returns trigger language plpgsql
set search_path = pg_catalog
as $$ begin
  new.run_at := now() + interval '${RETRY_CAP_S} seconds';
  return new;
end $$;
-- A failed try is the one update that unlocks a job and moves its time.
create or replace trigger crmkit_cap_retry before update on ${jobs}._private_jobs for each row
  when (old.locked_by is not null and new.locked_by is null and new.run_at is distinct from old.run_at
    and new.run_at > now() + interval '${RETRY_CAP_S} seconds')
  execute function ${jobs}.crmkit_cap_retry();

create or replace function ${schema}.tenant_jobs(only_id bigint, wanted_state text, below_id bigint, cap integer)
returns table (id bigint, name text, state text, attempts integer, max_attempts integer, run_at timestamptz,
  created_at timestamptz, started_at timestamptz, last_error text, payload json, request_id text)
language sql stable security definer
set search_path = pg_catalog
as $$
  select j.id, t.identifier,
    case when j.locked_at is not null then 'running' when j.attempts >= j.max_attempts then 'failed' else 'waiting' end,
    j.attempts::int, j.max_attempts::int, j.run_at, j.created_at, j.locked_at, j.last_error,
    j.payload -> 'payload', j.payload ->> 'requestId'
  from ${jobs}._private_jobs j join ${jobs}._private_tasks t on t.id = j.task_id
  where j.payload ->> 'tenantId' = nullif(current_setting('app.tenant_id', true), '')
    and (only_id is null or j.id = only_id)
    and (below_id is null or j.id < below_id)
    and case wanted_state
      when 'running' then j.locked_at is not null
      when 'failed' then j.locked_at is null and j.attempts >= j.max_attempts
      when 'waiting' then j.locked_at is null and j.attempts < j.max_attempts
      else true end
  order by j.id desc limit cap
$$;
revoke all on function ${schema}.tenant_jobs(bigint, text, bigint, integer) from public;
grant execute on function ${schema}.tenant_jobs(bigint, text, bigint, integer) to ${appRole};

create or replace function ${schema}.retry_tenant_job(wanted_id bigint) returns boolean
language sql volatile security definer
set search_path = pg_catalog
as $$
  with retried as (
    update ${jobs}._private_jobs j set attempts = 0, run_at = now(), updated_at = now()
    where j.id = wanted_id and j.locked_at is null
      and j.payload ->> 'tenantId' = nullif(current_setting('app.tenant_id', true), '')
    returning 1)
  select exists (select from retried)
$$;
revoke all on function ${schema}.retry_tenant_job(bigint) from public;
grant execute on function ${schema}.retry_tenant_job(bigint) to ${appRole};
`
}
