import type { EntityDefinition, EntityHooks, Hook, HookOrder, JsonSchema } from '@crmkit/core'

import type { AnyContext, AnyRecord, RunMany } from './any-context.ts'
import { chooseStages, type StageChoice } from './choose-stage.ts'
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
  const choose: RunMany<StageChoice> = (events, context) => chooseStages(entity, events, context)
  const hooks: EntityHooks<AnyRecord, AnyContext> = {
    ...own,
    beforeCreate: both(choose, own.beforeCreate),
    beforeUpdate: both(choose, own.beforeUpdate),
    afterCreate: both((events, context) => {
      const records = events.map(({ record }) => record)
      return beginHistory(entity, records, context)
    }, own.afterCreate),
    afterUpdate: both(
      (events, context) => continueHistory(entity, events, context),
      own.afterUpdate,
    ),
  }
  return { ...definition, schema: withStage(definition.schema), hooks }
}

/** Takes many at once if the author's own hook does. */
function both<E>(first: RunMany<E>, second: Hook<E, AnyContext> | undefined): Hook<E, AnyContext> {
  if (second === undefined) return { runMany: first }
  if (typeof second === 'function') return { run: after(second) }
  const { id, before, after: behind }: HookOrder = second
  const order = { id, before, after: behind }
  if ('run' in second)
    return { ...order, run: after((event, context) => second.run(event, context)) }
  return {
    ...order,
    async runMany(events, context) {
      await first(events, context)
      await second.runMany(events, context)
    },
  }

  function after(run: (event: E, context: AnyContext) => void | Promise<void>) {
    return async (event: E, context: AnyContext): Promise<void> => {
      await first([Object.assign(event as E & object, { refuse })], context)
      await run(event, context)
    }
  }
}

function refuse(error: Error): never {
  throw error
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
