import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import type { TenantFields } from '../reader/tenant-fields.ts'
import type { CheckedInput } from './check-input.ts'
import { holdFieldsStatement } from './fields-guard.ts'
import { extensionStatement } from './sidecars.ts'
import type { WriterOptions } from './writer.ts'

let stages = 0

/** Staging tables go with their transaction; a number of the process keeps two of one transaction apart. */
export function stageName(): string {
  return `crm_write_${++stages}`
}

/** Custom values are written only by the fields they were checked by. */
export async function holdFields(
  { schema, tenantDb }: WriterOptions,
  { tenantId }: RequestContext,
  entity: Entity,
  fields: TenantFields | undefined,
  rows: readonly { readonly values: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  const isCustom = rows.some(({ values }) => Object.keys(values['custom'] ?? {}).length > 0)
  if (!isCustom || fields?.stamp === undefined) return
  const [row] = await tenantDb.query(tenantId, holdFieldsStatement(schema, tenantId))
  if (((row?.[0] as number | undefined) ?? 0) !== fields.stamp)
    throw errors.CUSTOM_FIELDS_CHANGED({ entity: entity.name })
}

/** What plugins hang on the records. Sent together: the connection does not wait for one answer before the next question. */
export async function writeExtensions(
  { schema, tenantDb }: WriterOptions,
  { tenantId }: RequestContext,
  entity: Entity,
  rows: readonly { readonly id: string; readonly ext: CheckedInput['ext'] }[],
): Promise<void> {
  await Promise.all(
    rows.flatMap(({ id, ext }) =>
      Object.entries(ext ?? {}).map(([plugin, values]) =>
        tenantDb.query(
          tenantId,
          extensionStatement({ schema, entity, tenantId, id }, plugin, values),
        ),
      ),
    ),
  )
}
