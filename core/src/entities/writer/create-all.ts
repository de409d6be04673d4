import { uuidV7 } from '../../base/uuid-v7.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { namedRefusal } from './named-refusal.ts'
import { assertMay } from './write-guards.ts'
import type { Writer } from './writer.ts'

/** Records of one round: what hooks get at once, and what is held in memory. */
const ROUND = 2_000

/** Makes all of the records or none, and gives their ids. */
export async function createAll(
  writer: Writer,
  context: RequestContext,
  entity: Entity,
  list: readonly unknown[],
): Promise<readonly string[]> {
  assertMay(context, entity, 'create')
  const records = list.map((input) => ({ id: uuidV7(), input }))
  await writer.together(context, async () => {
    for (let start = 0; start < records.length; start += ROUND) {
      const round = records.slice(start, start + ROUND)
      const refused = await writer.createMany(context, entity, round)
      for (const [offset, { id }] of round.entries()) {
        const cause = refused.get(id)
        const index = start + offset
        if (cause) throw namedRefusal(cause, index, `/${index}`)
      }
    }
  })
  return records.map(({ id }) => id)
}
