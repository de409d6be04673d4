import type { Entity } from '../entities/entity.ts'
import { insertRecords } from '../entities/writer/insert-records.ts'
import type { Decisions } from './planned.ts'
import { asInput, needsWriter } from './through-writer.ts'
import type { WriteDeps } from './write-planned.ts'

export interface WrittenLinks {
  /** Ids of the records that were made, by entity. */
  readonly made: ReadonlyMap<string, readonly string[]>
  /** Why a record was not made, by its planned id. */
  readonly refused: ReadonlyMap<string, { readonly code: string; readonly message: string }>
}

interface NewLink {
  readonly id: string
  readonly entity: Entity
  readonly values: Readonly<Record<string, unknown>>
}

/** Makes the records that rows of a block point at and that are not there. */
export async function writeLinks(deps: WriteDeps, { newLinks }: Decisions): Promise<WrittenLinks> {
  const { actor } = deps.context
  const all = [...newLinks].map(([id, { entity, values = {} }]): NewLink => {
    const owner = entity.owned ? { ownerId: values['ownerId'] ?? actor.memberId } : {}
    return { id, entity, values: { ...values, ...owner } }
  })
  const made = new Map<string, readonly string[]>()
  const refused = new Map<string, { code: string; message: string }>()
  for (const [entity, links] of Map.groupBy(all, (link) => link.entity)) {
    made.set(
      entity.name,
      needsWriter(deps.hooksOf(entity.name), 'create')
        ? await hooked(entity, links)
        : await together(entity, links),
    )
  }
  return { made, refused }

  async function together(entity: Entity, links: readonly NewLink[]): Promise<readonly string[]> {
    const conflicts = await insertRecords(
      deps,
      entity,
      links.map(({ id, values }) => ({ id, values, refs: [] })),
    )
    if (conflicts.size === 0) return links.map(({ id }) => id)
    // Somebody made the same one by hand in this very moment; the block is tried again and finds it.
    throw Object.assign(new Error(`A ${entity.name} was made by somebody else.`), { code: '40001' })
  }

  async function hooked(entity: Entity, links: readonly NewLink[]): Promise<readonly string[]> {
    const inputs = links.map(({ id, values }) => ({
      id,
      input: asInput(entity, values, { refs: [], ext: {} }),
    }))
    const refusals = await deps.writer.createMany(deps.context, entity, inputs)
    for (const [id, error] of refusals) {
      const [{ code, message } = error] = error.faults
      refused.set(id, {
        code,
        message: `the ${entity.label.one.toLowerCase()} cannot be made: ${message}`,
      })
    }
    return links.flatMap(({ id }) => (refusals.has(id) ? [] : [id]))
  }
}
