import type { LifecycleContext } from '@crmkit/core'

/** What migration 0002 makes beside the table of the schema. */
const TABLES = [
  'activity_links',
  'comments',
  'followers',
  'notifications',
  'notification_preferences',
]

export async function uninstall({ knex, schema }: LifecycleContext): Promise<void> {
  for (const table of TABLES) await knex.schema.withSchema(schema).dropTableIfExists(table)
  await knex.raw('drop function if exists ??.sync_activity_links() cascade', [schema])
}
