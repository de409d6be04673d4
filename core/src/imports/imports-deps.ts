import type { Entity } from '../entities/entity.ts'
import type { HooksOf } from '../entities/entity-hooks.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { Property } from '../entities/property.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { RecordLookup } from '../entities/writer/record-lookup.ts'
import type { Writer } from '../entities/writer/writer.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { StoredActor } from './stored-import.ts'

/** What the imports floor needs of a running engine. */
export interface ImportsDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly hooksOf: HooksOf
  readonly writer: Writer
  readonly lookup: RecordLookup
  /** Country of phone numbers when neither the import nor the number names one. */
  readonly country: string | undefined
  /** What custom values are checked by, and what is kept beside them. */
  readonly tenantFields: TenantFieldsSource
  /** The tenant's own fields of an entity. */
  customFields(tenantId: string, entity: Entity): Promise<ReadonlyMap<string, Property>>
  /** Makes text fields of columns nobody knows, for `unknownColumns: keep`; gives their keys in order. Absent: keeping is refused. */
  readonly keepColumns?:
    | ((
        context: RequestContext,
        entity: Entity,
        headers: readonly string[],
      ) => Promise<readonly string[]>)
    | undefined
  /** The actor of an import with the rights they have now. */
  contextOf(tenantId: string, actor: StoredActor, requestId: string): Promise<RequestContext>
  /** Adds a job of the core plugin with the open transaction. */
  addJob(
    context: RequestContext,
    job: string,
    payload: { readonly importId: string },
  ): Promise<void>
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake: () => void
}
