import type { PluginRoute } from '@crmkit/core'

const amount = { type: 'integer', description: 'In minor units.' }

/** What the lines of a deal come to: sums of the lines, which are rounded each. */
export const dealTotals: PluginRoute<'deals', 'contacts'> = {
  method: 'GET',
  path: '/deals/:id/totals',
  operationId: 'dealTotals',
  summary: 'Sum the lines of a deal',
  tag: 'Deals',
  access: { permission: 'deal.read' },
  params: { id: { type: 'string', format: 'uuid' } },
  responses: {
    200: {
      description: 'The sums.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'object',
            additionalProperties: false,
            required: ['currency', 'lines', 'net', 'tax', 'total'],
            properties: {
              currency: { type: ['string', 'null'] },
              lines: { type: 'integer' },
              net: amount,
              tax: amount,
              total: amount,
            },
          },
        },
      },
    },
  },
  async handler({ params }, context) {
    const deal = await context.records('deal').get(params['id'] ?? '')
    const [row] = await context.sql((sql) => {
      const sum = (key: string): string =>
        `coalesce(sum(${sql.column('dealLine', key, 'a')}), 0)::bigint`
      return `select count(*)::int, ${sum('net')}, ${sum('tax')}, ${sum('total')} from ${sql.table('dealLine')} a
        where ${sql.matching('dealLine', 'a', { dealId: deal.id })}`
    })
    const [lines, net, tax, total] = (row ?? []) as number[]
    return { status: 200, body: { data: { currency: deal.currency, lines, net, tax, total } } }
  },
}
