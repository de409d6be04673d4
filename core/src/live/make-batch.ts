import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { PlacedChange } from './event-text.ts'
import type { FindOwners } from './find-owners.ts'
import type { LiveConnection } from './live-connection.ts'
import { isForMember } from './live-events.ts'
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
    const changes = placed.filter(
      ({ change }) => isForMember(change) || registry.entities.has(change.entity ?? ''),
    )
    const ofRecords = changes.filter(({ change }) => change.entity !== null)
    const [fields, ...owners] = await Promise.all([
      tenantFields.of(tenantId),
      ...[...Map.groupBy(ofRecords, ({ change }) => change.entity ?? '')].map(
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
    const asks = listeners.some(
      ({ hearing }) => hearing.reaches.get(entity.name)?.kind === 'owners',
    )
    return asks
      ? findOwners(
          tenantId,
          entity,
          changes.map(({ change }) => change),
        )
      : undefined
  }
}
