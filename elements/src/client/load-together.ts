import { CrmProblem } from '@crmkit/schemas/client'

import type { Rec } from './record.ts'

type Ask = (entity: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Rec>>

interface Waiting {
  readonly promise: Promise<Rec>
  readonly resolve: (record: Rec) => void
  readonly reject: (error: unknown) => void
}

/** The most records of one list answer. */
const MOST_IDS = 200

/** Gathers the ids that elements ask for within one task and frame into one question for each entity. */
export function loadTogether(ask: Ask): (entity: string, id: string) => Promise<Rec> {
  const waiting = new Map<string, Map<string, Waiting>>()

  return function load(entity, id) {
    let own = waiting.get(entity)
    if (!own) {
      waiting.set(entity, (own = new Map<string, Waiting>()))
      // Not a frame: a page in the background draws none.
      setTimeout(() => void flush(entity), 0)
    }
    const known = own.get(id)
    if (known) return known.promise
    const { promise, resolve, reject } = Promise.withResolvers<Rec>()
    own.set(id, { promise, resolve, reject })
    return promise
  }

  async function flush(entity: string): Promise<void> {
    const all = [...(waiting.get(entity) ?? [])]
    waiting.delete(entity)
    for (let start = 0; start < all.length; start += MOST_IDS) {
      await answer(entity, all.slice(start, start + MOST_IDS))
    }
  }

  async function answer(
    entity: string,
    part: readonly (readonly [string, Waiting])[],
  ): Promise<void> {
    try {
      const found = await ask(
        entity,
        part.map(([id]) => id),
      )
      for (const [id, { resolve, reject }] of part) {
        const record = found.get(id)
        if (record) resolve(record)
        else reject(notFound(entity, id))
      }
    } catch (error) {
      for (const [, { reject }] of part) reject(error)
    }
  }
}

/** As the engine refuses a single read. */
function notFound(entity: string, id: string): CrmProblem {
  const body = { code: 'RECORD_NOT_FOUND', detail: `There is no ${entity} ${id}.` }
  return new CrmProblem(404, body, new Headers())
}
