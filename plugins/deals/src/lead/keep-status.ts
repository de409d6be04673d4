import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** What a lead became cannot be said by hand, nor taken back: the records it became are there. */
export function keepStatus(
  event: { readonly before?: AnyRecord; readonly data: AnyRecord },
  { request }: AnyContext,
): void {
  const { before, data } = event
  if (request.actor.kind === 'system' || data['status'] === undefined) return
  const was = before?.['status'] === 'converted'
  if ((data['status'] === 'converted') === was) return
  const message = 'is set by the conversion alone'
  throw errors.LEAD_STATUS_FIXED(
    { id: before?.['id'] ?? ':id' },
    { faults: [{ path: '/status', code: 'LEAD_STATUS_FIXED', message }] },
  )
}
