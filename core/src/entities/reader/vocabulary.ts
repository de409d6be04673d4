import type { RequestContext } from '../../identity/request-context.ts'
import type { EntityRegistry } from '../entity-registry.ts'
import type { Vocabulary } from './field.ts'
import { readRightsOf } from './readable.ts'
import type { TenantFieldsSource } from './tenant-fields.ts'

/** What paths mean to this actor now, for checks outside of a read. */
export async function vocabularyOf(
  context: RequestContext,
  deps: {
    readonly registry: EntityRegistry
    readonly tenantFields: TenantFieldsSource | undefined
  },
): Promise<Vocabulary> {
  return {
    rights: readRightsOf(context),
    entityOf: (name) => deps.registry.entities.get(name),
    tenantFields: await deps.tenantFields?.of(context.tenantId),
  }
}
