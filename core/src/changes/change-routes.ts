import type { JsonSchema } from '../base/validator.ts'
import type { Route } from '../http/route.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { ChangeAction } from './change.ts'
import type { ChangeLogOptions } from './change-log.ts'
import { listAuditTrail, listRecordChanges } from './list-changes.ts'

export interface ChangeRouteDeps extends ChangeLogOptions {
  /** Names of all entities of the actor's tenant; which of them the actor may read is asked of its rights. */
  readableEntities(context: RequestContext): readonly string[]
}

export interface RecordChangesDeps extends ChangeLogOptions {
  readonly entity: {
    readonly name: string
    readonly plural: string
    readonly label: { readonly one: string; readonly many: string }
  }
  /** Throws the entity's own 404 unless the record, living or deleted, exists for this actor. */
  assertReadable(context: RequestContext, id: string): Promise<void>
}

const actions = [
  'created',
  'updated',
  'deleted',
  'restored',
  'purged',
  'event',
] as const satisfies readonly ChangeAction[]

const values: JsonSchema = { type: ['object', 'null'], additionalProperties: true }
const changeSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'seq',
    'at',
    'entity',
    'recordId',
    'action',
    'name',
    'actor',
    'through',
    'before',
    'after',
    'version',
    'requestId',
  ],
  properties: {
    seq: { type: 'integer', description: 'Grows with every change.' },
    at: { type: 'string', format: 'date-time' },
    entity: { type: ['string', 'null'] },
    recordId: { type: ['string', 'null'], format: 'uuid' },
    action: { enum: actions },
    name: { type: 'string', examples: ['contact.updated'] },
    actor: {
      type: 'object',
      description: 'Who did it.',
      required: ['kind', 'id'],
      properties: {
        kind: { type: 'string' },
        id: { type: 'string' },
        name: { type: 'string' },
        through: { type: 'string' },
      },
    },
    through: { type: 'string', description: 'Through what: http, job, import, host, embed.' },
    before: { ...values, description: 'The changed fields as they were; personal data as `***`.' },
    after: {
      ...values,
      description: 'The changed fields as they became; the payload of an event.',
    },
    version: { type: ['integer', 'null'] },
    requestId: { type: 'string' },
  },
}

const paging: NonNullable<Route['query']> = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 50,
    description: 'Changes a page, at most.',
  },
  cursor: { type: 'string', description: '`page.next` of an earlier answer.' },
}
const responses: Route['responses'] = {
  200: {
    description:
      'A page of changes, newest first. It may be shorter than asked and still have a next one.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['data', 'page'],
      properties: {
        data: { type: 'array', items: changeSchema },
        page: { $ref: '#/components/schemas/Page' },
      },
    },
  },
}

/** The audit trail of the whole tenant. */
export function createChangeRoutes(deps: ChangeRouteDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/changes',
      operationId: 'listChanges',
      summary: 'List what happened in the tenant, newest first',
      tag: 'Audit trail',
      access: { permission: 'change.read' },
      query: {
        entity: { type: 'string', maxLength: 100, description: 'Only changes of this entity.' },
        actor: {
          type: 'string',
          maxLength: 200,
          description: 'Only changes by the actor of this id.',
        },
        action: { enum: actions, description: 'Only changes of this kind.' },
        from: { type: 'string', format: 'date-time', description: 'Not before this time.' },
        to: { type: 'string', format: 'date-time', description: 'Before this time.' },
        ...paging,
      },
      responses,
      handler: async ({ context, query }) => ({
        status: 200,
        body: await listAuditTrail(deps, context, query),
      }),
    },
  ]
}

/** What happened to one record of an entity; whoever may read the record may ask. */
export function createRecordChangesRoute(deps: RecordChangesDeps): Route {
  const { name, plural, label } = deps.entity
  return {
    method: 'GET',
    path: `/${plural}/:id/changes`,
    operationId: `list${name.charAt(0).toUpperCase()}${name.slice(1)}Changes`,
    summary: `List who changed what of a ${label.one.toLowerCase()}, newest first`,
    tag: label.many,
    access: { permission: `${name}.read` },
    params: { id: { type: 'string', format: 'uuid' } },
    query: paging,
    responses,
    handler: async ({ context, params: { id = '' }, query }) => {
      await deps.assertReadable(context, id)
      const page = await listRecordChanges(deps, context, { ...query, entity: name, recordId: id })
      return { status: 200, body: page }
    },
  }
}
