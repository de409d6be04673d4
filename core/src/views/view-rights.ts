import type { RequestContext } from '../identity/request-context.ts'
import { errors } from './errors.ts'
import { holderOf, type View } from './view.ts'

/** To make a view of one's own one that all see, and to change it then. */
export const SHARE = 'view.share'
/** To change and delete the views others have shared. */
export const MANAGE = 'view.manage'

type Owned = Pick<View, 'holder' | 'shared' | 'name'>

export function mayChange(context: RequestContext, view: Owned): boolean {
  if (isGranted(context, MANAGE)) return true
  return isMine(context, view) && (!view.shared || isGranted(context, SHARE))
}

/** A change of what a view shows or of who sees it. What others do not see afterwards is its owner's business. */
export function assertMayChange(
  context: RequestContext,
  view: Owned,
  { shared = view.shared }: { readonly shared?: boolean | undefined },
): void {
  assertMayRemove(context, view)
  if (shared) assertMayShare(context)
}

export function assertMayRemove(context: RequestContext, view: Owned): void {
  if (isMine(context, view) || isGranted(context, MANAGE)) return
  throw errors.VIEW_NOT_YOURS({ name: view.name, permission: MANAGE })
}

export function assertMayShare(context: RequestContext): void {
  if (isGranted(context, SHARE) || isGranted(context, MANAGE)) return
  throw errors.VIEW_SHARING_FORBIDDEN({ permission: SHARE })
}

function isMine(context: RequestContext, { holder }: Owned): boolean {
  return holder === holderOf(context)
}

function isGranted({ rights }: RequestContext, permission: string): boolean {
  return rights.scope(permission) !== undefined
}
