import type { RequestContext } from '@crmkit/core'

/** Places a move has minted for records it is about to write: callers cannot say a position, and a hook is told of none but theirs. */
const pending = new WeakMap<RequestContext, Map<unknown, string>>()

export function pendingPosition(request: RequestContext, id: unknown): string | undefined {
  return pending.get(request)?.get(id)
}

export async function withPosition<T>(
  request: RequestContext,
  id: string,
  position: string,
  work: () => Promise<T>,
): Promise<T> {
  const places = pending.get(request) ?? new Map<unknown, string>()
  pending.set(request, places)
  places.set(id, position)
  try {
    return await work()
  } finally {
    places.delete(id)
  }
}
