import type { Entity, Filter, PluginRoute, RecordSql } from '@crmkit/core'

import { reportParameters, reportQuery } from '../report/report-query.ts'
import type { AnyContext } from '../staged/any-context.ts'
import { assertTeam } from '../staged/choose-stage.ts'

const sums = {
  type: 'array',
  description: 'One for each currency; amounts in minor units.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['currency', 'amount', 'weighted'],
    properties: {
      currency: { type: 'string' },
      amount: { type: 'integer' },
      weighted: { type: 'integer' },
    },
  },
}

const counted = { count: { type: 'integer' }, sums } as const

const owners = {
  type: 'array',
  description: 'With by=ownerId: who has records in the column; null: nobody has them.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['ownerId', 'count', 'sums'],
    properties: { ownerId: { type: ['string', 'null'], format: 'uuid' }, ...counted },
  },
}

/** Counts and sums of all columns of a board, exact, in one statement; cards are read column by column from the list. */
export const pipelineColumns: PluginRoute<'deals', 'contacts'> = {
  method: 'GET',
  path: '/pipelines/:id/columns',
  operationId: 'pipelineColumns',
  summary: 'Count and sum the columns of a board',
  tag: 'Pipelines',
  access: { permission: 'pipeline.read' },
  params: { id: { type: 'string', format: 'uuid' } },
  query: {
    filter: reportParameters['filter'] ?? {},
    q: { type: 'string', maxLength: 200, description: 'The search of the list.' },
    by: {
      type: 'string',
      enum: ['ownerId'],
      description: 'Counts and sums each column owner by owner too.',
    },
  },
  responses: {
    200: {
      description: 'A column a stage, from left to right.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['stageId', 'count', 'sums'],
              properties: {
                stageId: { type: 'string', format: 'uuid' },
                ...counted,
                owners,
              },
            },
          },
        },
      },
    },
  },
  async handler({ params, query }, context) {
    const pipeline = await context.records('pipeline').get(params['id'] ?? '')
    assertTeam({ teamIds: pipeline.teamIds, pipeline: pipeline.name }, context)
    const any = context as unknown as AnyContext
    const { q, by } = query as { readonly q?: string; readonly by?: 'ownerId' }
    const asked = { filter: reportQuery(query).filter, q, byOwner: by === 'ownerId' }
    const rows = await any.sql((sql) => columnsSql(sql, any, pipeline.entity, pipeline.id, asked))
    return { status: 200, body: { data: columns(rows, asked) } }
  },
}

interface Asked {
  readonly filter: Filter
  readonly q?: string | undefined
  readonly byOwner: boolean
}

/**
 * One row for each stage and currency, and with `byOwner` one more for each owner. Empty stages are there too; so the stages drive,
 * and each is one range of an index.
 */
export function columnsSql(
  sql: RecordSql,
  context: Pick<AnyContext, 'entity' | 'request'>,
  entityName: string,
  pipelineId: string,
  { filter, q, byOwner }: Asked,
): string {
  const money = moneyOf(context, entityName)
  const [currency, ...amounts] = money
    ? [
        `a.${money.currency}`,
        `sum(a.${money.amount})`,
        `round(sum(a.${money.amount} * ${chanceOf(money)}) / 100)`,
      ]
    : ['null::text', 'null', 'null']
  const owner = byOwner ? sql.column(entityName, 'ownerId', 'a') : 'null::uuid'
  // Not one sum from the others: each is rounded once.
  const groups = byOwner ? 'grouping sets ((1), (1, 2))' : '1'
  const isWhole = byOwner ? `grouping(${owner}) = 1` : 'true'
  return `select s.id, c.currency, coalesce(c.count, 0), c.amount, c.weighted, c.owner, coalesce(c.is_whole, true)
    from ${sql.table('stage')} s left join lateral (
      select ${currency} as currency, ${owner} as owner, count(*) as count, ${amounts[0]} as amount, ${amounts[1]} as weighted,
        ${isWhole} as is_whole
      from ${sql.table(entityName)} a
      where a.pipeline_id = s.pipeline_id and a.stage_id = s.id and ${sql.matching(entityName, 'a', filter, { q })}
      group by ${groups}
    ) c on true
    where s.tenant_id = ${sql.tenant} and s.pipeline_id = ${sql.value(pipelineId)}::uuid and s.deleted_at is null
    order by s."order" nulls last, s.created_at, s.id, c.currency nulls first`
}

/** What the record says of its probability goes before what its stage says. The product of an amount (2^53) and 100 fits a bigint, a sum of them is numeric. */
function chanceOf({ probability }: MoneyColumns): string {
  return probability ? `coalesce(a.${probability}, s.probability)` : 's.probability'
}

interface MoneyColumns {
  readonly amount: string
  readonly currency: string
  readonly probability: string | undefined
}

/** The amount of an entity is its first field with a currency; to whoever may not read it, columns have counts alone. */
function moneyOf(
  { entity, request }: Pick<AnyContext, 'entity' | 'request'>,
  name: string,
): MoneyColumns | undefined {
  const properties = (entity(name) as Entity).properties
  const mayRead = (key: string): boolean => {
    const { permission } = properties.get(key) ?? {}
    if (request.actor.kind === 'system') return true
    return (
      request.rights.field(name, key) !== 'none' &&
      (permission === undefined || request.rights.scope(permission) !== undefined)
    )
  }
  const amount = [...properties.values()].find(({ words }) => words.currency !== undefined)
  const currency = properties.get(amount?.words.currency ?? '')
  if (!amount || !currency || !mayRead(amount.key) || !mayRead(currency.key)) return undefined
  const probability = mayRead('probability') ? properties.get('probability')?.column : undefined
  return { amount: amount.column, currency: currency.column, probability }
}

interface Counted {
  count: number
  readonly sums: { currency: string; amount: number; weighted: number }[]
}

interface Column extends Counted {
  readonly stageId: string
  readonly owners?: readonly (Counted & { readonly ownerId: string | null })[]
}

function columns(
  rows: readonly (readonly unknown[])[],
  { byOwner }: Pick<Asked, 'byOwner'>,
): readonly Column[] {
  const wholes = new Map<string, Counted>()
  const parts = new Map<string, Map<string | null, Counted>>()
  for (const [stageId, currency, count, amount, weighted, ownerId, isWhole] of rows) {
    const id = stageId as string
    const owned = parts.get(id) ?? new Map<string | null, Counted>()
    parts.set(id, owned)
    const one =
      isWhole === true ? counterOf(wholes, id) : counterOf(owned, ownerId as string | null)
    one.count += Number(count)
    if (typeof currency === 'string')
      one.sums.push({ currency, amount: Number(amount ?? 0), weighted: Number(weighted ?? 0) })
  }
  return [...wholes].map(([stageId, whole]) => ({
    stageId,
    ...whole,
    ...(byOwner
      ? { owners: [...(parts.get(stageId) ?? [])].map(([ownerId, own]) => ({ ownerId, ...own })) }
      : {}),
  }))
}

function counterOf<K>(counted: Map<K, Counted>, key: K): Counted {
  const one = counted.get(key) ?? { count: 0, sums: [] }
  counted.set(key, one)
  return one
}
