import { covers } from './compile-rights.ts'
import type { Role } from './permission-catalogue.ts'
import type { Rights, Scope } from './rights.ts'

/** One permission, or a pattern of them (`contact.*`, `*.read`, `*`), with its reach. */
export interface Grant {
  readonly pattern: string
  readonly scope: Scope
}

export const scopes: readonly Scope[] = ['own', 'team', 'all']

/** What the roles grant once they are cut to `limitedTo`. */
export function grantsOf(
  roles: readonly Pick<Role, 'permissions'>[],
  limitedTo?: readonly string[],
): Grant[] {
  const whole = roles.flatMap(({ permissions }) =>
    Object.entries(permissions).map(([pattern, scope]): Grant => ({ pattern, scope })),
  )
  if (!limitedTo) return whole
  return whole.flatMap(({ pattern, scope }) =>
    limitedTo.flatMap((limit) => {
      const both = intersection(pattern, limit)
      return both === undefined ? [] : [{ pattern: both, scope }]
    }),
  )
}

/**
 * The grants somebody with these rights may not hand on, each with what they hold of it. A pattern must be held as a pattern:
 * `contact.*` also covers what a plugin brings tomorrow, which holding each of today's permissions does not.
 */
export function grantsBeyond(held: Rights, grants: readonly Grant[]): string[] {
  const beyond = grants.flatMap(({ pattern, scope }) => {
    const own = held.scope(pattern)
    if (own !== undefined && scopes.indexOf(own) >= scopes.indexOf(scope)) return []
    return [`${pattern} for "${scope}" (held: ${own === undefined ? 'no' : `for "${own}"`})`]
  })
  return [...new Set(beyond)]
}

/** The pattern that covers what both cover. */
function intersection(one: string, other: string): string | undefined {
  if (covers(one, other)) return other
  if (covers(other, one)) return one
  const [entity, verb] = one.endsWith('.*') ? [one, other] : [other, one]
  if (!entity.endsWith('.*') || !verb.startsWith('*.')) return undefined
  return entity.slice(0, -1) + verb.slice(2)
}
