import type { JsonSchema, PluginRoute } from '@crmkit/core'

import { pageOf, placeFrom } from '../place.ts'
import { answerOf, pageSchema, paging, recordParams, uuid } from '../route-schemas.ts'
import { type Comment, commentsOf } from './comment.ts'
import { assertReadable, createComment, deleteComment, editComment } from './write-comment.ts'

type Route = PluginRoute<'activities'>

const properties: Readonly<Record<string, JsonSchema>> = {
  id: uuid,
  entity: { type: 'string' },
  recordId: uuid,
  body: {
    type: 'string',
    description: 'Text; `@[Ada Lovelace](member:0190…)` mentions a member.',
  },
  author: {
    type: 'object',
    required: ['kind', 'id'],
    properties: { kind: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } },
  },
  memberId: { ...uuid, type: ['string', 'null'] },
  createdAt: { type: 'string', format: 'date-time' },
  editedAt: { type: ['string', 'null'], format: 'date-time' },
}
const comment: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
}
const written: JsonSchema = {
  ...comment,
  required: [...Object.keys(properties), 'mentions'],
  properties: {
    ...properties,
    mentions: {
      type: 'array',
      description:
        'The members mentioned. One without access to the record was told nothing: share the record, or tell them otherwise.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['memberId', 'hasAccess'],
        properties: { memberId: uuid, hasAccess: { type: 'boolean' } },
      },
    },
  },
}
const input: Route['body'] = {
  kind: 'json',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['body'],
    properties: { body: { type: 'string', minLength: 1, maxLength: 10_000, pattern: '\\S' } },
  },
}
const tag = 'Comments'
const params = { id: uuid }

export const commentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/comments/:entity/:id',
    operationId: 'listComments',
    summary: 'List the comments on a record, newest first',
    tag,
    access: { permission: 'comment.read' },
    params: recordParams,
    query: paging,
    responses: { 200: { description: 'A page of comments.', schema: pageSchema(comment) } },
    async handler({ params: { entity = '', id = '' }, query }, context) {
      const about = { entity, recordId: id }
      await assertReadable(context, about)
      const { limit = 50, cursor } = query as { limit?: number; cursor?: string }
      const page = { limit: limit + 1, before: placeFrom(cursor) }
      const found = await commentsOf(context, about, page)
      const placeOf = ({ createdAt, id }: Comment) => ({ at: createdAt, id })
      return { status: 200, body: pageOf(found, limit, placeOf) }
    },
  },
  {
    method: 'POST',
    path: '/comments/:entity/:id',
    operationId: 'createComment',
    summary: 'Comment on a record, and mention members',
    tag,
    access: { permission: 'comment.create' },
    params: recordParams,
    body: input,
    responses: { 201: { description: 'The comment.', schema: answerOf(written) } },
    async handler({ params: { entity = '', id = '' }, body }, context) {
      const data = await createComment(context, { entity, recordId: id }, textOf(body))
      return { status: 201, body: { data } }
    },
  },
  {
    method: 'PATCH',
    path: '/comments/:id',
    operationId: 'updateComment',
    summary: 'Change a comment of one’s own',
    tag,
    access: { permission: 'comment.create' },
    params,
    body: input,
    responses: { 200: { description: 'The comment.', schema: answerOf(written) } },
    async handler({ params: { id = '' }, body }, context) {
      return { status: 200, body: { data: await editComment(context, id, textOf(body)) } }
    },
  },
  {
    method: 'DELETE',
    path: '/comments/:id',
    operationId: 'deleteComment',
    summary: 'Delete a comment of one’s own, or with comment.moderate any',
    tag,
    access: { permission: 'comment.create' },
    params,
    responses: { 204: { description: 'It is gone.' } },
    async handler({ params: { id = '' } }, context) {
      await deleteComment(context, id)
      return { status: 204 }
    },
  },
]

function textOf(body: unknown): string {
  return (body as { body: string }).body
}
