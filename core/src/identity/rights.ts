/** How far a permission reaches: the actor's own records, those of the actor's teams, or all of the tenant. */
export type Scope = 'own' | 'team' | 'all'

/** What an actor may do with one field. */
export type FieldAccess = 'none' | 'read' | 'write'

/**
 * What one actor may do, compiled once for a set of roles. Lists, counts, exports, masks and event filters all ask
 * this object, so that they all give the same answer.
 */
export interface Rights {
  /** Equal keys mean equal rights; statements and schemas are cached under it. */
  readonly key: string
  /** The reach of a permission such as `contact.read`; undefined when it is not granted. */
  scope(permission: string): Scope | undefined
  field(entity: string, property: string): FieldAccess
}

const WIDTH: readonly (Scope | undefined)[] = [undefined, 'own', 'team', 'all']

/** The reach that both have. */
export function narrower(one: Scope | undefined, other: Scope | undefined): Scope | undefined {
  return WIDTH[Math.min(WIDTH.indexOf(one), WIDTH.indexOf(other))]
}
