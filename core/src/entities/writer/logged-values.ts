import type { Entity } from '../entity.ts'

/** What stands in the change log for personal data: that it changed, not what it was. */
export const MASKED = '***'

/** The values of a write as the change log keeps them: `pii` masked, `undefined` left out. */
export function loggedValues(entity: Entity, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const logged: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue
    logged[key] = entity.properties.get(key)?.pii === true && value !== null ? MASKED : value
  }
  return logged
}
