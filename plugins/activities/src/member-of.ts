import type { Context } from './context.ts'
import { errors } from './errors.ts'

/** The actor's member: only people follow, are told things and have tasks. */
export function memberOf({ request: { actor } }: Context): string {
  if (actor.memberId === null) throw errors.MEMBER_NEEDED()
  return actor.memberId
}
