import type { Entity, PluginRoute, RecordSql } from '@crmkit/core'

import { reportParameters, type ReportQuery, reportQuery } from '../report/report-query.ts'
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

/** Counts and sums of all columns of a board, exact, in one statement; cards are read column by column from the list. */
export const pipelineColumns: PluginRoute<'deals', 'contacts'> = {
  method: 'GET',
  path: '/pipelines/:id/columns',
  operationId: 'pipelineColumns',
  summary: 'Count and sum the columns of a board',
  tag: 'Pipelines',
  access: { permission: 'pipeline.read' },
  params: { id: { type: 'string', format: 'uuid' } },
  query: { filter: reportParameters['filter'] ?? {} },
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
                count: { type: 'integer' },
                sums,
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
    const rows = await any.sql((sql) =>
      columnsSql(sql, any, pipeline.entity, pipeline.id, reportQuery(query)),
    )
    return { status: 200, body: { data: columns(rows) } }
  },
}

/** One row for each stage and currency. Empty stages are there too; so the stages drive, and each is one range of an index. */
export function columnsSql(
  sql: RecordSql,
  context: Pick<AnyContext, 'entity' | 'request'>,
  entityName: string,
  pipelineId: string,
  { filter }: Pick<ReportQuery, 'filter'>,
): string {
  const money = moneyOf(context, entityName)
  const sums = money
    ? `a.${money.currency} as currency, count(*) as count, sum(a.${money.amount}) as amount,
        round(sum(a.${money.amount} * ${chanceOf(money)}) / 100) as weighted`
    : 'null::text as currency, count(*) as count, null as amount, null as weighted'
  return `select s.id, c.currency, coalesce(c.count, 0), c.amount, c.weighted
    from ${sql.table('stage')} s left join lateral (
      select ${sums}
      from ${sql.table(entityName)} a
      where a.pipeline_id = s.pipeline_id and a.stage_id = s.id and ${sql.matching(entityName, 'a', filter)}
      group by 1
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

interface Column {
  readonly stageId: string
  count: number
  readonly sums: { currency: string; amount: number; weighted: number }[]
}

function columns(rows: readonly (readonly unknown[])[]): readonly Column[] {
  const found = new Map<string, Column>()
  for (const [stageId, currency, count, amount, weighted] of rows) {
    const id = stageId as string
    const column = found.get(id) ?? { stageId: id, count: 0, sums: [] }
    found.set(id, column)
    column.count += Number(count)
    if (typeof currency === 'string')
      column.sums.push({
        currency,
        amount: Number(amount ?? 0),
        weighted: Number(weighted ?? 0),
      })
  }
  return [...found.values()]
}
