import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FilterDocument } from '../client/record.ts'
import type { Selection } from './selection.ts'

export interface WorkProgress {
  readonly done: number
  readonly total: number
}

export interface WorkResult {
  /** Ids that were written. */
  readonly done: readonly string[]
  readonly refused: readonly { readonly id: string; readonly reason: string }[]
  /** The user stopped it. */
  readonly stopped: boolean
}

export interface Work {
  readonly crm: CrmClient
  readonly entity: EntityInfo
  /** Everything the list asks for, for a selection of all. */
  readonly query: { readonly filter: object | undefined; readonly q: string }
  readonly selection: Selection
  readonly total: number
  readonly signal: AbortSignal
  readonly onProgress: (progress: WorkProgress) => void
}

/** Writes of one call: a second on a busy server, and small enough that a stop is felt. */
const CHUNK = 200

/** Sets the same fields of every selected record. Each stands for itself: one refusal leaves the others changed. */
export function editSelected(
  work: Work,
  patch: Readonly<Record<string, unknown>>,
): Promise<WorkResult> {
  return inChunks(work, (id) => ({ method: 'update', id, data: patch }))
}

export function deleteSelected(work: Work): Promise<WorkResult> {
  return inChunks(work, (id) => ({ method: 'delete', id }))
}

/** Takes a deletion back. */
export async function restoreAll(
  crm: CrmClient,
  entity: string,
  ids: readonly string[],
): Promise<{ restored: number; failed: unknown }> {
  let restored = 0
  let failed: unknown
  const waiting = [...ids]
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await crm.records.restore(entity, id)
        restored++
      } catch (error) {
        failed ??= error
      }
    }
  }
  // The engine has no call for many; six at a time are what a browser sends over HTTP/1.1.
  await Promise.all(Array.from({ length: 6 }, worker))
  return { restored, failed }
}

type Operation =
  | {
      readonly method: 'update'
      readonly id: string
      readonly data: Readonly<Record<string, unknown>>
    }
  | { readonly method: 'delete'; readonly id: string }

async function inChunks(work: Work, operationOf: (id: string) => Operation): Promise<WorkResult> {
  const { crm, entity, signal, total } = work
  const done: string[] = []
  const refused: { id: string; reason: string }[] = []
  for await (const ids of selectedIds(work)) {
    if (signal.aborted) return { done, refused, stopped: true }
    const results = await crm.records.batch(entity.name, ids.map(operationOf), { atomic: false })
    results.forEach(({ error }, index) => {
      const id = ids[index] ?? ''
      if (error) refused.push({ id, reason: error.errors[0]?.message ?? error.detail })
      else done.push(id)
    })
    work.onProgress({ done: done.length + refused.length, total })
  }
  return { done, refused, stopped: false }
}

/** The selected ids in chunks; those of a selection of all are read as the work goes on. */
export async function* selectedIds({
  crm,
  entity,
  query,
  selection,
  signal,
}: Omit<Work, 'total' | 'onProgress'>): AsyncIterable<readonly string[]> {
  const { all, ids, excluded } = selection.state
  if (!all) {
    for (let at = 0; at < ids.length; at += CHUNK) yield ids.slice(at, at + CHUNK)
    return
  }
  const left = new Set(excluded)
  let cursor: string | undefined
  do {
    const page = await crm.list(
      entity.name,
      {
        ...(query.filter ? { filter: query.filter as FilterDocument } : {}),
        ...(query.q === '' ? {} : { q: query.q }),
        // By an order that the work itself does not change.
        sort: 'id',
        fields: ['id'],
        limit: CHUNK,
        ...(cursor === undefined ? {} : { cursor }),
      },
      { signal },
    )
    const chosen = page.data.map(({ id }) => id).filter((id) => !left.has(id))
    if (chosen.length > 0) yield chosen
    cursor = page.page.next ?? undefined
  } while (cursor !== undefined && !signal.aborted)
}
