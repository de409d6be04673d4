import type { PluginRoute } from '@crmkit/core'

import { convertLead } from './convert-lead.ts'

const uuid = { type: 'string', format: 'uuid' }
const component = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const orNull = (name: string) => ({ anyOf: [component(name), { type: 'null' }] })

export const convertLeadRoute: PluginRoute<'deals', 'contacts'> = {
  method: 'POST',
  path: '/leads/:id/convert',
  operationId: 'convertLead',
  summary: 'Turn a lead into contact, company and deal',
  tag: 'Leads',
  access: { permission: 'lead.convert' },
  params: { id: uuid },
  body: {
    kind: 'json',
    optional: true,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        companyId: { ...uuid, description: 'A company there is; left out: found, else made.' },
        contactId: { ...uuid, description: 'A contact there is; left out: found, else made.' },
        deal: {
          description: 'Fields of the deal; false: no deal.',
          anyOf: [{ const: false }, { type: 'object', additionalProperties: true }],
        },
      },
    },
  },
  responses: {
    200: {
      description: 'What the lead became; the same again when it is asked again.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'object',
            additionalProperties: false,
            required: ['lead', 'contact', 'company', 'deal'],
            properties: {
              lead: component('Lead'),
              contact: orNull('Contact'),
              company: orNull('Company'),
              deal: orNull('Deal'),
            },
          },
        },
      },
    },
  },
  async handler({ params, body }, context) {
    const data = await convertLead(params['id'] ?? '', body ?? {}, context)
    return { status: 200, body: { data } }
  },
}
