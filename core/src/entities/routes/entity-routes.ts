import type { JsonSchema } from '../../base/validator.ts'
import type { Answer, Call, Route, RouteResponse } from '../../http/route.ts'
import { type ComponentPart, componentRef } from '../component-name.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { pascalCase, withArticle as a } from '../naming.ts'
import type { Reader } from '../reader/reader.ts'
import type { TenantFieldsSource } from '../reader/tenant-fields.ts'
import type { ListQuery } from '../records.ts'
import type { Writer, Written } from '../writer/writer.ts'
import { batchRoute } from './batch-route.ts'
import { etag, ifMatch, isKnown } from './etag.ts'
import { exportRoute } from './export-route.ts'
import { listParameters, recordParameters } from './list-parameters.ts'

export interface EntityRouteDeps {
  readonly reader: Reader
  readonly writer: Writer
  readonly tenantFields?: TenantFieldsSource | undefined
}

const idParam = { id: { type: 'string', format: 'uuid' } as JsonSchema }
const ifMatchHeader = {
  'if-match': {
    type: 'string',
    description: 'Version you saw, `"3"`: a newer record answers 412.',
  } as JsonSchema,
}
const etagHeader = { etag: { type: 'string', description: 'Version of the record.' } as JsonSchema }

/** The HTTP contract of one entity (design §5). Literal paths come before `/:id`. */
export function entityRoutes(
  entity: Entity,
  { reader, writer, tenantFields }: EntityRouteDeps,
): Route[] {
  const base = `/${entity.plural}` as const
  const name = pascalCase(entity.name)
  const one = entity.label.one.toLowerCase()
  const many = entity.label.many.toLowerCase()
  const tag = entity.label.many
  const may = (verb: string): { permission: string } => ({ permission: `${entity.name}.${verb}` })
  const bodyOf = (part: ComponentPart): NonNullable<Route['body']> => ({
    kind: 'json',
    schema: componentRef(entity, part),
    // The writer checks against the schema of this actor's rights; checking here too would do the work twice.
    checked: false,
    contentTypes:
      part === 'Patch'
        ? ['application/json', 'application/merge-patch+json']
        : ['application/json'],
  })
  const answers = (
    status: number,
    part: ComponentPart,
    headers?: RouteResponse['headers'],
  ): Route['responses'] => ({
    [status]: {
      description: `The ${one}.`,
      schema: componentRef(entity, part),
      ...(headers ? { headers } : {}),
    },
  })

  return [
    {
      method: 'GET',
      path: base,
      operationId: `list${pascalCase(entity.plural)}`,
      summary: `List ${many}`,
      tag,
      access: may('read'),
      query: listParameters,
      rawQuery: true,
      responses: {
        200: { description: `A page of ${many}.`, schema: componentRef(entity, 'Page') },
      },
      handler: async ({ context, rawQuery }) => ({
        status: 200,
        body: await reader.listFromQueryString(context, entity, rawQuery),
      }),
    },
    {
      method: 'POST',
      path: `${base}/query`,
      operationId: `query${pascalCase(entity.plural)}`,
      summary: `List ${many}, with the query as body`,
      tag,
      access: may('read'),
      body: bodyOf('Query'),
      // A read: to note its answer for a repetition would cost a write.
      idempotency: 'off',
      responses: {
        200: { description: `A page of ${many}.`, schema: componentRef(entity, 'Page') },
      },
      handler: async ({ context, body }) => ({
        status: 200,
        body: await reader.list(context, entity, body as ListQuery),
      }),
    },
    {
      method: 'POST',
      path: base,
      operationId: `create${name}`,
      summary: `Create ${a(one)}`,
      tag,
      access: may('create'),
      body: bodyOf('Create'),
      responses: answers(201, 'Answer', {
        ...etagHeader,
        location: { type: 'string', description: 'Path of the new record.' },
      }),
      handler: async ({ context, body, mountPath }) => {
        const written = await writer.create(context, entity, body)
        return record(201, written, located(mountPath, base, written))
      },
    },
    batchRoute(entity, writer),
    exportRoute(entity, reader, tenantFields),
    {
      method: 'GET',
      path: `${base}/by/:key/:value`,
      operationId: `get${name}By`,
      summary: `Get ${a(one)} by a unique field or an external reference`,
      tag,
      access: may('read'),
      responses: answers(200, 'Answer', etagHeader),
      handler: async ({ context, params: { key = '', value = '' } }) => {
        const found = await reader.getBy(context, entity, key, value)
        if (!found) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id: value })
        return record(200, found)
      },
    },
    {
      method: 'PUT',
      path: `${base}/by/:key/:value`,
      operationId: `upsert${name}`,
      summary: `Create or update ${a(one)} by a unique field or an external reference`,
      tag,
      access: may('create'),
      body: bodyOf('Patch'),
      responses: { ...answers(200, 'Answer', etagHeader), ...answers(201, 'Answer', etagHeader) },
      handler: async ({ context, params: { key = '', value = '' }, body, mountPath }) => {
        const written = await writer.upsert(context, entity, key, value, body)
        return written.created
          ? record(201, written, located(mountPath, base, written))
          : record(200, written)
      },
    },
    {
      method: 'GET',
      path: `${base}/:id`,
      operationId: `get${name}`,
      summary: `Get ${a(one)}`,
      tag,
      access: may('read'),
      params: idParam,
      query: recordParameters,
      rawQuery: true,
      responses: {
        ...answers(200, 'Found', etagHeader),
        304: { description: 'You have this version (`If-None-Match`).' },
      },
      handler: (call) => getOne(reader, entity, call),
    },
    {
      method: 'PATCH',
      path: `${base}/:id`,
      operationId: `update${name}`,
      summary: `Change fields of ${a(one)} (JSON merge patch)`,
      tag,
      access: may('update'),
      params: idParam,
      headers: ifMatchHeader,
      body: bodyOf('Patch'),
      responses: answers(200, 'Answer', etagHeader),
      handler: async ({ context, params: { id = '' }, body, headers }) =>
        record(200, await writer.update(context, entity, id, body, { version: ifMatch(headers) })),
    },
    {
      method: 'PUT',
      path: `${base}/:id`,
      operationId: `replace${name}`,
      summary: `Replace ${a(one)}: fields left out are cleared`,
      tag,
      access: may('update'),
      params: idParam,
      headers: ifMatchHeader,
      body: bodyOf('Replace'),
      responses: answers(200, 'Answer', etagHeader),
      handler: async ({ context, params: { id = '' }, body, headers }) =>
        record(200, await writer.replace(context, entity, id, body, { version: ifMatch(headers) })),
    },
    {
      method: 'DELETE',
      path: `${base}/:id`,
      operationId: `delete${name}`,
      summary: `Delete ${a(one)}; with \`purge=true\` for good`,
      tag,
      access: 'actor',
      embed: true,
      params: idParam,
      headers: ifMatchHeader,
      query: {
        purge: {
          type: 'boolean',
          default: false,
          description: 'Remove the row itself. It cannot be undone.',
        },
      },
      responses: { 204: { description: 'Gone.' } },
      handler: async ({ context, params: { id = '' }, query, headers }) => {
        const condition = { version: ifMatch(headers) }
        if (query['purge'] === true) await writer.purge(context, entity, id, condition)
        else await writer.remove(context, entity, id, condition)
        return { status: 204 }
      },
    },
    ...(entity.softDelete
      ? [
          {
            method: 'POST',
            path: `${base}/:id/restore`,
            operationId: `restore${name}`,
            summary: `Bring back a deleted ${one}`,
            tag,
            access: may('delete'),
            params: idParam,
            responses: answers(200, 'Answer', etagHeader),
            handler: async ({ context, params: { id = '' } }) =>
              record(200, await writer.restore(context, entity, id)),
          } satisfies Route,
        ]
      : []),
  ]
}

/** A path from the root of the host, as RFC 9110 §10.2.2 allows: the engine does not know the host's name. */
function located(
  mountPath: string,
  base: string,
  { id }: Pick<Written, 'id'>,
): { location: string } {
  return { location: `${mountPath}/api/v1${base}/${id}` }
}

async function getOne(
  reader: Reader,
  entity: Entity,
  { context, params: { id = '' }, rawQuery, headers }: Call,
): Promise<Answer> {
  const found = await reader.getFromQueryString(context, entity, id, rawQuery)
  if (!found) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
  // With `include` or `fields` the version does not tell whether the answer is the same.
  if (rawQuery === '' && isKnown(headers, found.version))
    return { status: 304, headers: { etag: etag(found.version) } }
  return record(200, found)
}

function record(
  status: number,
  { json, version }: Pick<Written, 'json' | 'version'>,
  headers?: Record<string, string>,
): Answer {
  return { status, body: `{"data":${json}}`, headers: { ...headers, etag: etag(version) } }
}
