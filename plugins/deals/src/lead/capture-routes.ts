import type { Call, PluginRoute } from '@crmkit/core'

import { captureLead, openForm } from './capture.ts'
import { tenantOfKey } from './form-key.ts'

const params = { key: { type: 'string', minLength: 1, maxLength: 100 } }
const tenantOf = ({ params: { key } }: Call): string | undefined => tenantOfKey(key ?? '')
const names = { type: 'array', items: { type: 'string' } }

export const openLeadForm: PluginRoute<'deals', 'contacts'> = {
  method: 'GET',
  path: '/leads/capture/:key',
  operationId: 'openLeadForm',
  summary: 'Open a lead form',
  tag: 'Leads',
  access: 'public',
  tenantOf,
  perClient: { points: 60, seconds: 60 },
  params,
  responses: {
    200: {
      description: 'What the page needs to send it.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'object',
            additionalProperties: false,
            required: ['token', 'honeypot', 'fields', 'requiredFields', 'minSeconds'],
            properties: {
              token: { type: 'string', description: 'To be sent along; says when it was opened.' },
              honeypot: {
                type: 'string',
                description: 'Name of a field to hide from people and send empty.',
              },
              fields: names,
              requiredFields: names,
              minSeconds: { type: 'integer' },
            },
          },
        },
      },
    },
  },
  async handler(call, context) {
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { data: await openForm(call, context) },
    }
  },
}

/** JSON as `text/plain` too: browsers send that to other origins without asking first. */
export const sendLeadForm: PluginRoute<'deals', 'contacts'> = {
  method: 'POST',
  path: '/leads/capture/:key',
  operationId: 'captureLead',
  summary: 'Send a lead form',
  tag: 'Leads',
  access: 'public',
  tenantOf,
  perClient: { points: 20, seconds: 60 },
  params,
  maxBodyBytes: 65_536,
  body: {
    kind: 'json',
    contentTypes: ['application/json', 'text/plain'],
    schema: {
      type: 'object',
      additionalProperties: true,
      properties: { token: { type: 'string', maxLength: 200 } },
      examples: [{ token: 'mi5x0a1b.…', firstName: 'Ada', email: 'ada@example.com' }],
    },
    // Checked by the handler, whose refusals the page may read.
    checked: false,
  },
  responses: {
    202: {
      description: 'Taken. Nothing is told of the lead.',
      schema: {
        type: 'object',
        required: ['data'],
        properties: {
          data: {
            type: 'object',
            additionalProperties: false,
            required: ['accepted'],
            properties: { accepted: { const: true } },
          },
        },
      },
    },
  },
  async handler(call, context) {
    await captureLead(call, context)
    return { status: 202, body: { data: { accepted: true } } }
  },
}
