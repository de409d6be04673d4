import type { EntityDefinition, EntityHooks, Hook, HookOrder, JsonSchema } from '@crmkit/core'

import type { AnyContext, AnyRecord } from './any-context.ts'
import { chooseStage } from './choose-stage.ts'
import { beginHistory, continueHistory } from './stage-history.ts'

/**
 * Lets the records of an entity go through stages: `project: staged('project', { schema })`. The entity gets `pipelineId`, `stageId`,
 * `position`, `outcome` and `stageEnteredAt`; pipelines made for it take its records, with stage rules, history, board columns and moves.
 *
 * Where the entity itself has `startedOn`, `closedOn` (dates) or `lostReason` (text), those are kept too.
 */
export function staged<D extends Pick<EntityDefinition<never>, 'schema'> & { hooks?: object }>(
  entity: string,
  definition: D,
): D {
  const own = (definition.hooks ?? {}) as EntityHooks<AnyRecord, AnyContext>
  const hooks: EntityHooks<AnyRecord, AnyContext> = {
    ...own,
    beforeCreate: both(
      ({ data }, context) => chooseStage(entity, data, undefined, context),
      own.beforeCreate,
    ),
    beforeUpdate: both(
      ({ before, data }, context) => chooseStage(entity, data, before, context),
      own.beforeUpdate,
    ),
    afterCreate: both(
      ({ record }, context) => beginHistory(entity, record, context),
      own.afterCreate,
    ),
    afterUpdate: both(
      ({ before, record }, context) => continueHistory(entity, before, record, context),
      own.afterUpdate,
    ),
  }
  return { ...definition, schema: withStage(definition.schema), hooks }
}

function both<E>(
  first: (event: E, context: AnyContext) => void | Promise<void>,
  second: Hook<E, AnyContext> | undefined,
): Hook<E, AnyContext> {
  if (second === undefined) return first
  const { id, before, after }: HookOrder = typeof second === 'function' ? {} : second
  return {
    ...{ id, before, after },
    async run(event, context) {
      await first(event, context)
      await (typeof second === 'function' ? second(event, context) : second.run(event, context))
    },
  }
}

function withStage(schema: JsonSchema): JsonSchema {
  const words = schema['x-crm'] as { plural: string; indexes?: readonly (readonly string[])[] }
  return {
    ...schema,
    properties: { ...(schema['properties'] as object), ...stageProperties(words.plural) },
    'x-crm': { ...words, indexes: [...(words.indexes ?? []), ['stageId', 'position']] },
  }
}

function stageProperties(plural: string): Readonly<Record<string, JsonSchema>> {
  const relation = { kind: 'belongsTo', inverse: plural, onDelete: 'restrict' }
  return {
    pipelineId: {
      description: 'Left out: that of the stage, else the first pipeline there is.',
      type: ['string', 'null'],
      format: 'uuid',
      'x-crm': {
        id: `${plural}-pipelineId`,
        label: 'Pipeline',
        index: true,
        relation: { entity: 'pipeline', ...relation },
      },
    },
    stageId: {
      description: 'A stage of its pipeline; left out: the first one.',
      type: ['string', 'null'],
      format: 'uuid',
      'x-crm': {
        id: `${plural}-stageId`,
        label: 'Stage',
        index: true,
        facet: true,
        relation: { entity: 'stage', ...relation, within: 'pipelineId' },
      },
    },
    position: {
      description: 'Sorts the cards of a column; given by the server.',
      type: ['string', 'null'],
      maxLength: 200,
      'x-crm': {
        id: `${plural}-position`,
        label: 'Position',
        index: true,
        readonly: true,
        hidden: true,
      },
    },
    outcome: {
      description: 'The kind of its stage.',
      type: 'string',
      enum: ['open', 'won', 'lost'],
      default: 'open',
      'x-crm': {
        id: `${plural}-outcome`,
        label: 'Outcome',
        index: true,
        facet: true,
        readonly: true,
        options: [
          { value: 'open', label: 'Open', color: 'blue' },
          { value: 'won', label: 'Won', color: 'green' },
          { value: 'lost', label: 'Lost', color: 'red' },
        ],
      },
    },
    stageEnteredAt: {
      type: ['string', 'null'],
      format: 'date-time',
      'x-crm': {
        id: `${plural}-stageEnteredAt`,
        label: 'In this stage since',
        index: true,
        readonly: true,
      },
    },
  }
}
