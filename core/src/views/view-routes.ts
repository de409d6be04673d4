import type { JsonSchema } from '../base/validator.ts'
import { etag, ifMatch } from '../entities/routes/etag.ts'
import type { Answer, Route, RouteResponse } from '../http/route.ts'
import type { NewView, ViewPatch, Views } from './create-views.ts'
import type { ShownView } from './shown-view.ts'
import type { ViewKind } from './view.ts'
import {
  copySchema,
  listParameters,
  newViewSchema,
  viewPatchSchema,
  viewSchema,
} from './view-schemas.ts'

const tag = 'Views'
const idParam = { id: { type: 'string', format: 'uuid' } as JsonSchema }
const etagHeader = { etag: { type: 'string', description: 'Version of the view.' } as JsonSchema }
const ifMatchHeader = {
  'if-match': {
    type: 'string',
    description: 'Version you saw, `"3"`: a newer view answers 412.',
  } as JsonSchema,
}
const data = (schema: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['data'],
  properties: { data: schema },
})
const one = (status: number): Readonly<Record<number, RouteResponse>> => ({
  [status]: { description: 'The view.', schema: data(viewSchema), headers: etagHeader },
})

/** Saved views, for every actor: what is theirs, and what is shared with them. */
export function createViewRoutes(views: Views): Route[] {
  return [
    {
      method: 'GET',
      path: '/views',
      operationId: 'listViews',
      summary: 'List your views and those shared with you, in your order',
      tag,
      access: 'actor',
      embed: true,
      query: listParameters,
      responses: {
        200: { description: 'All of them.', schema: data({ type: 'array', items: viewSchema }) },
      },
      handler: async ({ context, query }) => ({
        status: 200,
        body: {
          data: await views.list(context, {
            entity: query['entity'] as string | undefined,
            kind: query['kind'] as ViewKind | undefined,
          }),
        },
      }),
    },
    {
      method: 'POST',
      path: '/views',
      operationId: 'createView',
      summary: 'Save a view',
      tag,
      access: 'actor',
      embed: true,
      body: { kind: 'json', schema: newViewSchema },
      responses: one(201),
      handler: async ({ context, body }) =>
        answer(201, await views.create(context, body as NewView)),
    },
    {
      method: 'GET',
      path: '/views/:id',
      operationId: 'getView',
      summary: 'Get a view',
      tag,
      access: 'actor',
      embed: true,
      params: idParam,
      responses: one(200),
      handler: async ({ context, params: { id = '' } }) =>
        answer(200, await views.get(context, id)),
    },
    {
      method: 'PATCH',
      path: '/views/:id',
      operationId: 'changeView',
      summary: 'Change a view, or its place and whether it opens first for you',
      tag,
      access: 'actor',
      embed: true,
      params: idParam,
      headers: ifMatchHeader,
      body: { kind: 'json', schema: viewPatchSchema },
      responses: one(200),
      handler: async ({ context, params: { id = '' }, body, headers }) =>
        answer(
          200,
          await views.change(context, id, body as ViewPatch, { version: ifMatch(headers) }),
        ),
    },
    {
      method: 'POST',
      path: '/views/:id/duplicate',
      operationId: 'duplicateView',
      summary: 'Copy a view into one of your own',
      tag,
      access: 'actor',
      embed: true,
      params: idParam,
      body: { kind: 'json', schema: copySchema, optional: true },
      responses: one(201),
      handler: async ({ context, params: { id = '' }, body }) =>
        answer(201, await views.duplicate(context, id, body as { name?: string } | undefined)),
    },
    {
      method: 'DELETE',
      path: '/views/:id',
      operationId: 'deleteView',
      summary: 'Delete a view',
      tag,
      access: 'actor',
      embed: true,
      params: idParam,
      headers: ifMatchHeader,
      responses: { 204: { description: 'Gone.' } },
      handler: async ({ context, params: { id = '' }, headers }) => {
        await views.remove(context, id, { version: ifMatch(headers) })
        return { status: 204 }
      },
    },
  ]
}

function answer(status: number, view: ShownView): Answer {
  return { status, body: { data: view }, headers: { etag: etag(view.version) } }
}
