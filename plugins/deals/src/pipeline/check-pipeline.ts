import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'

/** A pipeline for records that have no stages would take none. */
export function checkPipeline({ data }: { data: AnyRecord }, context: AnyContext): void {
  const { entity } = data
  if (typeof entity !== 'string') return
  const stage = context.entity(entity)?.properties.get('stageId')
  if (stage?.relation?.entity === 'stage') return
  const known = [...(context.entity('stage')?.relations.values() ?? [])]
    .filter(({ kind, property }) => kind === 'hasMany' && property === 'stageId')
    .map((relation) => relation.entity)
    .join(', ')
  const message = `is none of ${known}`
  throw errors.PIPELINE_ENTITY_UNKNOWN(
    { entity, known },
    { faults: [{ path: '/entity', code: 'PIPELINE_ENTITY_UNKNOWN', message }] },
  )
}

/** The records in it would belong to no pipeline of theirs. */
export function keepEntity(
  { before, data }: { before: AnyRecord; data: AnyRecord },
  context: AnyContext,
): void {
  if (data['entity'] !== undefined && data['entity'] !== before['entity']) {
    checkPipeline({ data }, context)
    throw errors.PIPELINE_OF_OTHER_ENTITY({
      pipeline: before['name'],
      expected: before['entity'],
      came: data['entity'],
    })
  }
}
