import type { PluginRoute } from '@crmkit/core'

import type { AnyContext } from '../staged/any-context.ts'

const text = { type: ['string', 'null'] }

/** The stages a record has been in, newest first. */
export const stageHistory: PluginRoute<'deals', 'contacts'> = {
  method: 'GET',
  path: '/pipelines/:id/history/:recordId',
  operationId: 'stageHistory',
  summary: 'List the stages a record has been in',
  tag: 'Pipelines',
  access: { permission: 'pipeline.read' },
  params: {
    id: { type: 'string', format: 'uuid' },
    recordId: { type: 'string', format: 'uuid' },
  },
  responses: {
    200: {
      description: 'Stays, newest first; the one without an end is where the record is.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: [
                'id',
                'pipelineId',
                'stageId',
                'fromStageId',
                'enteredAt',
                'leftAt',
                'seconds',
                'actor',
              ],
              properties: {
                id: text,
                pipelineId: text,
                stageId: text,
                fromStageId: text,
                enteredAt: text,
                leftAt: text,
                seconds: { type: 'number' },
                actor: { type: 'object', additionalProperties: true },
              },
            },
          },
        },
      },
    },
  },
  async handler({ params }, context) {
    const { entity } = await context.records('pipeline').get(params['id'] ?? '')
    const any = context as unknown as AnyContext
    // Refuses what does not exist for the actor.
    const record = await any.records(entity).get(params['recordId'] ?? '')
    const rows = await any.sql(
      (
        sql,
      ) => `select json_build_object('id', t.id, 'pipelineId', t.pipeline_id, 'stageId', t.stage_id, 'fromStageId', t.from_stage_id,
          'enteredAt', t.entered_at, 'leftAt', t.left_at, 'actor', t.actor,
          'seconds', extract(epoch from coalesce(t.left_at, now()) - t.entered_at))
        from ${sql.table('stage_stays')} t
        where t.tenant_id = ${sql.tenant} and t.entity = ${sql.value(entity)} and t.record_id = ${sql.value(record['id'])}::uuid
        order by t.entered_at desc, t.id desc limit 500`,
    )
    return { status: 200, body: { data: rows.map(([row]) => row) } }
  },
}
