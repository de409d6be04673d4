import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { PlacedChange } from './event-text.ts'
import type { FindOwners } from './find-owners.ts'
import type { LiveConnection } from './live-connection.ts'
import type { Owners } from './reach.ts'
import { createTenantBatch, type TenantBatch } from './tenant-batch.ts'

export type MakeBatch = (
  tenantId: string,
  changes: readonly PlacedChange[],
  listeners: readonly LiveConnection[],
) => Promise<TenantBatch>

export function createMakeBatch({
  registry,
  tenantFields,
  findOwners,
}: {
  registry: EntityRegistry
  tenantFields: TenantFieldsSource
  findOwners: FindOwners
}): MakeBatch {
  return async (tenantId, placed, listeners) => {
    // Of an entity whose plugin is gone nothing can be said.
    const changes = placed.filter(({ change }) => registry.entities.has(change.entity ?? ''))
    const [fields, ...owners] = await Promise.all([
      tenantFields.of(tenantId),
      ...[...Map.groupBy(changes, ({ change }) => change.entity ?? '')].map(
        async ([name, some]) =>
          [name, await ownersOf(tenantId, registry.get(name), some, listeners)] as const,
      ),
    ])
    const known = owners.flatMap(([name, found]) => (found ? [[name, found] as const] : []))
    return createTenantBatch({ registry, changes, owners: new Map(known), fields })
  }

  /** Only where somebody sees the records of some owners alone. */
  async function ownersOf(
    tenantId: string,
    entity: Entity,
    changes: readonly PlacedChange[],
    listeners: readonly LiveConnection[],
  ): Promise<Owners | undefined> {
    const asks = listeners.some(({ reaches }) => reaches.get(entity.name)?.kind === 'owners')
    return asks
      ? findOwners(
          tenantId,
          entity,
          changes.map(({ change }) => change),
        )
      : undefined
  }
}
