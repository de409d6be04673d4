import type { Call, JsonSchema, PluginRoute } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext } from './any-context.ts'
import { type Move, moveRecords } from './move-records.ts'

const uuid = { type: 'string', format: 'uuid' }
const uuidOrNull = { type: ['string', 'null'], format: 'uuid' }

/** Cards of one request; a board selects by hand. */
const MOST = 100

const body: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['ids', 'stageId'],
  properties: {
    ids: {
      type: 'array',
      minItems: 1,
      maxItems: MOST,
      items: uuid,
      description: 'In the order they shall lie in the column.',
    },
    stageId: uuid,
    pipelineId: {
      ...uuid,
      description: 'Only to move to another pipeline: the one the stage is of.',
    },
    afterId: {
      ...uuidOrNull,
      description:
        'The card to lie behind; null: at the top. Left out, and without beforeId: at the end.',
    },
    beforeId: { ...uuidOrNull, description: 'The card to lie before.' },
    fields: {
      type: 'object',
      additionalProperties: true,
      description: 'What the stage asks for, written with the move.',
    },
  },
}

export const moveDeals: PluginRoute<'deals', 'contacts'> = {
  method: 'POST',
  path: '/deals/move',
  operationId: 'moveDeals',
  summary: 'Move deals within or between columns',
  tag: 'Deals',
  access: { permission: 'deal.update' },
  body: { kind: 'json', schema: body },
  responses: {
    200: {
      description: 'The moved deals, in the order given.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: { data: { type: 'array', items: { $ref: '#/components/schemas/Deal' } } },
      },
    },
  },
  handler: ({ body }, context) => answer('deal', body as Move, context as unknown as AnyContext),
}

/** The same for whatever records go through a pipeline; what each of them may is asked record by record. */
export const movePipelineRecords: PluginRoute<'deals', 'contacts'> = {
  method: 'POST',
  path: '/pipelines/:id/move',
  operationId: 'movePipelineRecords',
  summary: 'Move records of a pipeline within or between columns',
  tag: 'Pipelines',
  access: { permission: 'pipeline.read' },
  params: { id: uuid },
  body: { kind: 'json', schema: body },
  responses: {
    200: {
      description: 'The moved records, in the order given.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: { type: 'array', items: { type: 'object', additionalProperties: true } },
        },
      },
    },
  },
  async handler({ params, body }: Call, context) {
    const { entity } = await context.records('pipeline').get(params['id'] ?? '')
    return answer(entity, body as Move, context as unknown as AnyContext)
  },
}

async function answer(entity: string, move: Move, context: AnyContext) {
  if (!context.entity(entity)) throw errors.PIPELINE_ENTITY_UNKNOWN({ entity, known: 'deal' })
  return { status: 200, body: { data: await moveRecords(entity, move, context) } }
}
