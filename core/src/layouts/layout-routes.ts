import { createHash } from 'node:crypto'

import type { JsonSchema } from '../base/validator.ts'
import { etag, ifMatch } from '../entities/routes/etag.ts'
import type { Answer, Call, Route, RouteResponse } from '../http/route.ts'
import type { Layouts } from './create-layouts.ts'
import { EVERYBODY, type LayoutInput, type StoredLayout } from './layout.ts'
import { layoutInputSchema, layoutSchema, storedLayoutSchema } from './layout-schemas.ts'

const tag = 'Layouts'
const MANAGE = 'layout.manage'

const entityParam = {
  entity: {
    type: 'string',
    minLength: 1,
    maxLength: 60,
    description: 'Name of the entity: `contact`.',
  } as JsonSchema,
}
const rolePattern = '^(\\*|[a-z][a-z0-9-]{0,49})$'
const roleParameter = {
  role: {
    type: 'string',
    pattern: rolePattern,
    default: EVERYBODY,
    description: 'For whom: a role, or `*` for everybody whose own roles have no layout.',
  } as JsonSchema,
}
const ifMatchHeader = {
  'if-match': {
    type: 'string',
    description: 'Version you saw, `"3"`: a newer layout answers 412.',
  } as JsonSchema,
}
const etagHeader = { etag: { type: 'string' } as JsonSchema }
const data = (schema: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['data'],
  properties: { data: schema },
})
const stored: Readonly<Record<number, RouteResponse>> = {
  200: { description: 'As it is stored.', schema: data(storedLayoutSchema), headers: etagHeader },
}

/** Layouts of forms and records: for everybody to draw by, for admins to store. */
export function createLayoutRoutes(layouts: Layouts): Route[] {
  return [
    {
      method: 'GET',
      path: '/layouts',
      operationId: 'listLayouts',
      summary: 'List the layouts that are stored',
      tag,
      access: { permission: MANAGE },
      responses: {
        200: {
          description: 'All of them, by entity and role.',
          schema: data({ type: 'array', items: storedLayoutSchema }),
        },
      },
      handler: async ({ context }) => ({
        status: 200,
        body: { data: await layouts.list(context) },
      }),
    },
    {
      method: 'GET',
      path: '/layouts/:entity',
      operationId: 'getLayout',
      summary: 'Get the layout of forms and records as it is for you',
      tag,
      access: 'actor',
      embed: true,
      params: entityParam,
      responses: {
        200: {
          description:
            'That of the first of your roles that has one, else that for everybody, else one drawn from the schema.',
          schema: data(layoutSchema),
          headers: etagHeader,
        },
        304: { description: 'You have it (`If-None-Match`).' },
      },
      handler: (call) => effective(layouts, call),
    },
    {
      method: 'GET',
      path: '/layouts/:entity/stored',
      operationId: 'getStoredLayout',
      summary: 'Get a layout as it is stored, to change it',
      tag,
      access: { permission: MANAGE },
      params: entityParam,
      query: roleParameter,
      responses: stored,
      handler: async (call) => answer(await layouts.stored(call.context, ...keyOf(call))),
    },
    {
      method: 'PUT',
      path: '/layouts/:entity',
      operationId: 'saveLayout',
      summary: 'Store a layout for a role or for everybody',
      tag,
      access: { permission: MANAGE },
      params: entityParam,
      query: roleParameter,
      headers: ifMatchHeader,
      body: { kind: 'json', schema: layoutInputSchema },
      responses: stored,
      handler: async (call) => {
        const [entity, role] = keyOf(call)
        const version = ifMatch(call.headers)
        return answer(
          await layouts.save(call.context, { entity, role }, call.body as LayoutInput, { version }),
        )
      },
    },
    {
      method: 'DELETE',
      path: '/layouts/:entity',
      operationId: 'deleteLayout',
      summary: 'Delete a layout; its readers get the next that fits',
      tag,
      access: { permission: MANAGE },
      params: entityParam,
      query: roleParameter,
      headers: ifMatchHeader,
      responses: { 204: { description: 'Gone.' } },
      handler: async (call) => {
        const [entity, role] = keyOf(call)
        await layouts.remove(call.context, { entity, role }, { version: ifMatch(call.headers) })
        return { status: 204 }
      },
    },
  ]
}

async function effective(layouts: Layouts, { context, params, headers }: Call): Promise<Answer> {
  const body = JSON.stringify({ data: await layouts.effective(context, params['entity'] ?? '') })
  const tagOf = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  // The same address answers every actor differently: only the caller may keep it, and must ask again.
  const caching = {
    etag: tagOf,
    'cache-control': 'private, no-cache',
    vary: 'Authorization, Origin',
  }
  const known = (headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
  return known.includes(tagOf)
    ? { status: 304, headers: caching }
    : { status: 200, headers: caching, body }
}

function keyOf({ params, query }: Call): [entity: string, role: string] {
  return [params['entity'] ?? '', query['role'] as string]
}

function answer(layout: StoredLayout): Answer {
  return { status: 200, body: { data: layout }, headers: { etag: etag(layout.version) } }
}
