import type pg from 'pg'

/** Whoever reads one of these contacts waits as long as a statement may take. */
export async function slowDown(owner: pg.Client, ids: readonly string[]): Promise<void> {
  await owner.query(`update crm.contacts set source = 'slow' where id = any ($1)`, [ids])
  await owner.query(
    `create policy slow on crm.contacts as restrictive for select to crm_app
     using (source is distinct from 'slow' or pg_sleep(60) is null)`,
  )
}

/** How many statements read such a contact now. */
export async function slowStatements(owner: pg.Client): Promise<number> {
  const { rowCount } = await owner.query(
    `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  )
  return rowCount ?? 0
}
