import type { Snapshot } from '../database/schema-snapshot.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { extensionTableDef, tableDef } from '../entities/table-def.ts'

/** The tables a plugin's schemas ask for: those of its entities and of its sidecars; what `crmkit schema diff` compares. */
export function pluginSnapshot(registry: EntityRegistry, plugin: string): Snapshot {
  const entities = [...registry.entities.values()]
  const tableOf = (name: string): string => registry.get(name).table
  return {
    tables: [
      ...entities
        .filter((entity) => entity.plugin === plugin)
        .map((entity) => tableDef(entity, tableOf)),
      ...entities.flatMap((entity) => {
        const extension = entity.extensions.get(plugin)
        return extension ? [extensionTableDef(entity, extension, tableOf)] : []
      }),
    ],
  }
}
