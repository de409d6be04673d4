import type { FieldAccess, Rights, Scope } from './rights.ts'
import { narrower } from './rights.ts'

const ACCESS: readonly FieldAccess[] = ['none', 'read', 'write']

/**
 * Rights that end where those of the issuer end, permission by permission and field by field.
 *
 * `own` and `team` mean the records of whoever acts. Acting as themselves the issuer hands on what they reach; for somebody else
 * `own` is other records, which the issuer reaches only with `all`.
 */
export function withinIssuer(rights: Rights, issuer: Rights, actsAsIssuer: boolean): Rights {
  const scope = (permission: string): Scope | undefined => {
    const held = issuer.scope(permission)
    if (!actsAsIssuer && held !== 'all') return undefined
    return narrower(rights.scope(permission), held)
  }
  const field = (entity: string, property: string): FieldAccess => {
    const [own, held] = [rights, issuer].map((one) => ACCESS.indexOf(one.field(entity, property)))
    return ACCESS[Math.min(own ?? 0, held ?? 0)] ?? 'none'
  }
  const key = `${rights.key}${actsAsIssuer ? '=' : '~'}${issuer.key}`
  return Object.freeze({ key, scope, field })
}
