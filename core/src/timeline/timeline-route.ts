import type { JsonSchema } from '../base/validator.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors } from '../entities/errors.ts'
import type { Reader } from '../entities/reader/reader.ts'
import type { Route } from '../http/route.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { CHANGE, readChangeEntries } from './change-entries.ts'
import { type BoundSource, readTimeline } from './read-timeline.ts'

export interface TimelineDeps {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly reader: Reader
  /** Sources of plugins, with the caller's rights. */
  readonly sourcesFor: (context: RequestContext) => Promise<readonly BoundSource[]>
}

const entrySchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'kind', 'at', 'title', 'actor', 'entity', 'recordId', 'data'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    kind: {
      type: 'string',
      description: '`change`, or a kind a plugin contributes: `task`, `comment`, …',
    },
    at: { type: 'string', format: 'date-time' },
    title: { type: 'string', examples: ['Changed phone'] },
    body: { type: ['string', 'null'] },
    actor: {
      type: ['object', 'null'],
      required: ['kind', 'id'],
      properties: { kind: { type: 'string' }, id: { type: 'string' }, name: { type: 'string' } },
    },
    entity: { type: 'string', description: 'With `recordId`, what to open.' },
    recordId: { type: 'string', format: 'uuid' },
    data: { type: 'object', description: 'What the kind’s own view needs.' },
  },
}

/** Everything that happened to one record, newest first; whoever may read the record may ask. */
export function createTimelineRoute(deps: TimelineDeps): Route {
  const { registry, reader } = deps
  return {
    method: 'GET',
    path: '/timeline/:entity/:id',
    operationId: 'getTimeline',
    summary: 'List everything that happened to a record, newest first',
    tag: 'Timeline',
    access: 'actor',
    embed: true,
    params: {
      entity: { type: 'string', maxLength: 100, examples: ['contact'] },
      id: { type: 'string', format: 'uuid' },
    },
    query: {
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 50,
        description: 'Entries a page, at most.',
      },
      cursor: { type: 'string', description: '`page.next` of an earlier answer.' },
      kinds: {
        type: 'string',
        maxLength: 500,
        description: 'Only entries of these kinds: `task,call,change`.',
      },
    },
    responses: {
      200: {
        description: 'A page of the timeline.',
        schema: {
          type: 'object',
          additionalProperties: false,
          required: ['data', 'page'],
          properties: {
            data: { type: 'array', items: entrySchema },
            page: { $ref: '#/components/schemas/Page' },
          },
        },
      },
    },
    async handler({ context, params: { entity: name = '', id = '' }, query }) {
      const entity = registry.entities.get(name)
      const found =
        entity && (await reader.get(context, entity, id, { fields: ['id'], deleted: 'all' }))
      if (!found) throw errors.RECORD_NOT_FOUND({ entity: name, id })
      const changes: BoundSource = {
        name: CHANGE,
        kinds: [CHANGE],
        open: true,
        read: (_, page) => readChangeEntries(deps, context, entity, id, page),
      }
      const {
        limit = 50,
        cursor,
        kinds,
      } = query as Partial<{
        limit: number
        cursor: string
        kinds: string
      }>
      const timeline = await readTimeline(
        [changes, ...(await deps.sourcesFor(context))],
        { entity: name, recordId: id },
        { limit, cursor, kinds: kinds?.split(',').filter((kind) => kind !== '') },
      )
      return { status: 200, body: timeline }
    },
  }
}
