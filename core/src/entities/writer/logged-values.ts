import type { Entity } from '../entity.ts'
import { keptFields, type TenantFields } from '../reader/tenant-fields.ts'

/** What stands in the change log for personal data: that it changed, not what it was. */
export const MASKED = '***'

/** The values of a write as the change log keeps them: `pii` masked, `undefined` left out. */
export function loggedValues(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  fields?: TenantFields,
): Record<string, unknown> {
  const logged: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue
    logged[key] = entity.properties.get(key)?.pii === true && value !== null ? MASKED : value
  }
  const { pii } = keptFields(fields, entity.name)
  if (pii.length > 0 && isObject(logged['custom']))
    logged['custom'] = maskedCustom(logged['custom'], pii)
  return logged
}

function maskedCustom(
  custom: Readonly<Record<string, unknown>>,
  pii: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(custom).map(([key, value]) => [
      key,
      value !== null && pii.includes(key) ? MASKED : value,
    ]),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
