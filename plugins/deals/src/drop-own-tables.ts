import type { LifecycleContext } from '@crmkit/core'

/** Tables beside those of the entities, which the engine knows nothing of. */
export async function dropOwnTables({ knex, schema }: LifecycleContext): Promise<void> {
  for (const table of ['stage_stays', 'lead_turns'])
    await knex.schema.withSchema(schema).dropTableIfExists(table)
}
