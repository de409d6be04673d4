import type { JsonSchema, PluginRoute } from '@crmkit/core'

import type { AnyContext } from '../staged/any-context.ts'
import { cycleTime } from './cycle-time.ts'
import { forecast } from './forecast.ts'
import { byParameter } from './group-by.ts'
import { reportParameters, type ReportQuery, reportQuery } from './report-query.ts'
import { staleDeals } from './stale-deals.ts'
import { timeInStage } from './time-in-stage.ts'
import { winRate } from './win-rate.ts'

type Report = (query: ReportQuery, context: AnyContext) => Promise<object>

const count = { type: 'integer' }
const number = { type: ['number', 'null'] }
const text = { type: ['string', 'null'] }
const amount = { type: 'integer', description: 'In minor units.' }

/** Reports over deals: the deals a list of the same filter shows, and no others. */
export const reportRoutes: readonly PluginRoute<'deals', 'contacts'>[] = [
  report('win-rate', 'WinRate', 'Won and lost deals, and what they were worth', winRate, {
    by: byParameter,
    row: {
      group: text,
      won: count,
      lost: count,
      open: count,
      rate: number,
      ...sums('won', 'lost', 'open'),
    },
  }),
  report('cycle-time', 'CycleTime', 'Days from start to end of deals that ended', cycleTime, {
    by: byParameter,
    row: {
      group: text,
      outcome: { enum: ['won', 'lost'] },
      count,
      averageDays: number,
      medianDays: number,
      p90Days: number,
      shortestDays: number,
      longestDays: number,
    },
  }),
  report('forecast', 'Forecast', 'Weighted open and won amounts by month and currency', forecast, {
    row: {
      month: { ...text, description: '`2026-11`; null: no expected close.' },
      openCount: count,
      wonCount: count,
      ...sums('amount', 'weighted', 'won', 'openCount', 'wonCount'),
    },
  }),
  report('time-in-stage', 'TimeInStage', 'How long deals stay in each stage', timeInStage, {
    row: {
      stageId: text,
      name: text,
      pipelineId: text,
      stays: count,
      totalSeconds: number,
      averageSeconds: number,
      medianSeconds: number,
      current: count,
      currentSeconds: number,
    },
  }),
  report('stale', 'StaleDeals', 'Deals that stay in a stage longer than it allows', staleDeals, {
    row: {
      id: text,
      title: text,
      stageId: text,
      stage: text,
      ownerId: text,
      since: text,
      days: count,
      rottingDays: count,
    },
  }),
]

function report(
  name: string,
  operation: string,
  summary: string,
  run: Report,
  { by, row }: { by?: JsonSchema; row: Readonly<Record<string, JsonSchema>> },
): PluginRoute<'deals', 'contacts'> {
  return {
    method: 'GET',
    path: `/reports/deals/${name}`,
    operationId: `report${operation}`,
    summary,
    tag: 'Reports',
    access: { permission: 'deal.read' },
    query: { ...reportParameters, ...(by ? { by } : {}) },
    responses: { 200: { description: summary, schema: answerOf(row) } },
    async handler({ query }, context) {
      const body = await run(reportQuery(query), context as unknown as AnyContext)
      return { status: 200, body }
    },
  }
}

function sums(...keys: readonly string[]): Readonly<Record<string, JsonSchema>> {
  const amounts = Object.fromEntries(keys.map((key) => [key, amount]))
  return {
    sums: {
      type: 'array',
      description: 'One for each currency; currencies are never mixed.',
      items: {
        type: 'object',
        required: ['currency', ...keys],
        properties: { currency: { type: 'string' }, ...amounts },
      },
    },
    converted: {
      type: ['object', 'null'],
      description: 'All currencies in the one asked for; null unless one is.',
      additionalProperties: { type: 'integer' },
    },
  }
}

function answerOf(row: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: Object.keys(row),
          properties: row,
        },
      },
      total: { type: 'integer' },
      conversion: {
        type: ['object', 'null'],
        description: 'The rates used.',
        properties: {
          currency: { type: 'string' },
          on: { type: 'string' },
          rates: { type: 'array', items: { type: 'object', additionalProperties: true } },
        },
      },
    },
  }
}
