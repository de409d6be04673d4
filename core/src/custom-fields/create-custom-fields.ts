import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { JobRegistry } from '../jobs/job-registry.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { FieldDefinition, FieldSettings } from './field-definition.ts'
import { createFieldOperations } from './field-operations.ts'
import { createFieldStore } from './field-store.ts'
import { createFieldsCache } from './fields-cache.ts'
import type { Impact } from './impact.ts'
import { MAINTAIN_FIELD, maintainFieldJob } from './maintain-field-job.ts'
import { createScanCheck } from './record-count.ts'

export interface CustomFieldsDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  /** Names of all permissions: a field may ask for one. */
  readonly permissions: ReadonlySet<string>
  /** The registry holds our job too, so it comes after us. */
  readonly jobs: () => JobRegistry
  /** Told after every commit, so that the dispatcher need not wait for its next poll. */
  readonly wake: () => void
}

/** What a new field is told; all but key and schema have defaults. */
export type NewField = { readonly key: string } & Pick<FieldSettings, 'schema'> &
  Partial<Omit<FieldSettings, 'schema'>>

/** JSON merge patch of a field's settings. */
export type FieldPatch = Partial<Omit<FieldSettings, 'schema'>> & {
  readonly schema?: Readonly<Record<string, unknown>>
}

export interface ChangeOptions {
  /** Refuses with 412 unless the definition still has this version. */
  readonly version?: number | undefined
  /** Changes nothing; says what the change would mean. */
  readonly dryRun?: boolean
  /** `new-writes`: records keep values a write would refuse from now on. `after-fix`: refused while there are any. */
  readonly enforce?: 'new-writes' | 'after-fix'
}

export interface ChangedField {
  readonly field: FieldDefinition
  /** Null when no stored value can be touched by the change. */
  readonly impact: Impact | null
}

/** The fields admins add to entities at run time, tenant by tenant. */
export interface CustomFields {
  /** For readers, writers and the contract. */
  readonly source: TenantFieldsSource
  /** By name, for the engine's registry. */
  readonly jobs: Readonly<Record<string, JobDefinition>>
  list(tenantId: string, entity: Entity): Promise<readonly FieldDefinition[]>
  create(context: RequestContext, entity: Entity, field: NewField): Promise<FieldDefinition>
  change(
    context: RequestContext,
    entity: Entity,
    key: string,
    patch: FieldPatch,
    options?: ChangeOptions,
  ): Promise<ChangedField>
  /** Takes the field out of records, lists and forms; its values stay where they are. */
  archive(
    context: RequestContext,
    entity: Entity,
    key: string,
    version?: number,
  ): Promise<FieldDefinition>
  restore(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition>
  /** Removes the values of an archived field for good, in the background. */
  purge(context: RequestContext, entity: Entity, key: string): Promise<FieldDefinition>
}

export function createCustomFields(deps: CustomFieldsDeps): CustomFields {
  const store = createFieldStore(deps)
  const { of, refresh, forget } = createFieldsCache(store)
  const assertScannable = createScanCheck(deps)
  const job = maintainFieldJob({ ...deps, store, forget })
  return Object.freeze({
    source: Object.freeze({ of, refresh, assertScannable }),
    jobs: { [MAINTAIN_FIELD]: job as unknown as JobDefinition },
    ...createFieldOperations({ ...deps, store, forget }),
  })
}
