import type { JsonSchema } from '../base/validator.ts'
import type { Call, Route, RouteResponse } from '../http/route.ts'
import { errors } from './errors.ts'
import { importOptionsSchema } from './import-options.ts'
import {
  importResource,
  importSchema,
  keptSchema,
  previewSchema,
  refusalResource,
  refusalSchema,
} from './import-resource.ts'
import type { ImportsService } from './imports-service.ts'
import type { ImportLists } from './list-imports.ts'
import type { RefusedRows } from './refused-rows.ts'

const tag = 'Imports'
const idParam = { id: { type: 'string', format: 'uuid' } as JsonSchema }
const page = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 50,
    description: 'Entries a page.',
  } as JsonSchema,
  cursor: { type: 'string', description: '`page.next` of an earlier answer.' } as JsonSchema,
}
const data = (schema: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['data'],
  properties: { data: schema },
})
const list = (items: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['data', 'page'],
  properties: { data: { type: 'array', items }, page: { $ref: '#/components/schemas/Page' } },
})
const answer = (status: number, description: string): Readonly<Record<number, RouteResponse>> => ({
  [status]: { description, schema: data(importSchema) },
})

/** Options that are no plain text come as JSON in the query. */
const JSON_OPTIONS: ReadonlySet<string> = new Set(['mapping', 'match', 'defaults'])

export function createImportRoutes(
  service: ImportsService,
  lists: ImportLists,
  refused: RefusedRows,
  template: (call: Call) => Promise<string>,
): Route[] {
  return [
    {
      method: 'POST',
      path: '/imports',
      operationId: 'createImport',
      summary: 'Import a CSV file, with its options in the query or in the form',
      tag,
      access: 'actor',
      query: queryOptions(),
      body: {
        kind: 'stream',
        contentTypes: [
          'text/csv',
          'text/tab-separated-values',
          'text/plain',
          'application/octet-stream',
          'application/vnd.ms-excel',
          'multipart/form-data',
        ],
        description:
          'The file as it is, or a form with the file and a field `options` of JSON. It is read as it comes; there is no limit of rows.',
      },
      responses: answer(202, 'The import, which now runs in the background.'),
      handler: async ({ context, query, stream, headers, mountPath }) => {
        const options = readOptions(query)
        const type = headers['content-type'] ?? ''
        const stored = /^multipart\/form-data\b/i.test(type)
          ? await service.startForm(context, options, stream, type)
          : await service.start(context, options, stream as AsyncIterable<Uint8Array>)
        return {
          status: 202,
          body: { data: importResource(stored) },
          headers: { location: `${mountPath}/api/v1/imports/${stored.id}` },
        }
      },
    },
    {
      method: 'GET',
      path: '/imports',
      operationId: 'listImports',
      summary: 'List imports, newest first',
      tag,
      access: 'actor',
      query: page,
      responses: { 200: { description: 'A page of imports.', schema: list(importSchema) } },
      handler: async ({ context, query }) => ({
        status: 200,
        body: await lists.imports(context, query),
      }),
    },
    {
      method: 'GET',
      path: '/imports/template/:plural',
      operationId: 'getImportTemplate',
      summary: 'Get a CSV file with the columns an entity takes and an example row',
      tag,
      access: 'actor',
      responses: { 200: { description: 'The file.', contentType: 'text/csv' } },
      handler: async (call) => ({
        status: 200,
        body: await template(call),
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${call.params['plural']}-template.csv"`,
        },
      }),
    },
    {
      method: 'GET',
      path: '/imports/:id',
      operationId: 'getImport',
      summary: 'Get an import: how far it is and what became of its rows',
      tag,
      access: 'actor',
      params: idParam,
      responses: answer(200, 'The import.'),
      handler: async ({ context, params }) => ({
        status: 200,
        body: { data: importResource(await service.get(context, params['id'] ?? '')) },
      }),
    },
    {
      method: 'GET',
      path: '/imports/:id/preview',
      operationId: 'previewImport',
      summary: 'Show what the first rows would become',
      tag,
      access: 'actor',
      params: idParam,
      responses: {
        200: {
          description: 'The first rows as they would be stored.',
          schema: data(previewSchema),
        },
      },
      handler: async ({ context, params }) => {
        const preview = await service.preview(context, params['id'] ?? '')
        const columns = preview.columns.map(({ header, target, dateFormat }) => ({
          header,
          target,
          dateFormat: dateFormat ?? null,
        }))
        return { status: 200, body: { data: { ...preview, columns } } }
      },
    },
    {
      method: 'GET',
      path: '/imports/:id/errors',
      operationId: 'listImportErrors',
      summary: 'List the rows that were refused, with line, field and reason',
      tag,
      access: 'actor',
      params: idParam,
      query: page,
      responses: { 200: { description: 'A page of refused rows.', schema: list(refusalSchema) } },
      handler: async ({ context, params, query }) => {
        const { id } = await service.get(context, params['id'] ?? '')
        const limit = query['limit'] as number
        const rows = await refused.page(context.tenantId, id, lineOf(query['cursor']), limit + 1)
        const shown = rows.slice(0, limit)
        const next = rows.length > limit ? String(shown.at(-1)?.line) : null
        return {
          status: 200,
          body: { data: shown.map(refusalResource), page: { limit, next, prev: null } },
        }
      },
    },
    {
      method: 'GET',
      path: '/imports/:id/errors.csv',
      operationId: 'downloadImportErrors',
      summary: 'Get the refused rows as CSV, to mend and send again',
      tag,
      access: 'actor',
      params: idParam,
      responses: {
        200: {
          description: 'The original columns, then import_line, import_field and import_reason.',
          contentType: 'text/csv',
        },
      },
      handler: async ({ context, params }) => {
        const stored = await service.get(context, params['id'] ?? '')
        return {
          status: 200,
          body: refused.csv(context.tenantId, stored),
          headers: {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': `attachment; filename="import-${stored.id}-errors.csv"`,
          },
        }
      },
    },
    {
      method: 'GET',
      path: '/imports/:id/kept',
      operationId: 'listImportKept',
      summary: 'List the records an undo left alone, and why',
      tag,
      access: 'actor',
      params: idParam,
      query: page,
      responses: { 200: { description: 'A page of records.', schema: list(keptSchema) } },
      handler: async ({ context, params, query }) => {
        const { id } = await service.get(context, params['id'] ?? '')
        return { status: 200, body: await lists.kept(context, id, query) }
      },
    },
    {
      method: 'POST',
      path: '/imports/:id/start',
      operationId: 'startImport',
      summary: 'Run for good what was a dry run, with some options changed if need be',
      tag,
      access: 'actor',
      params: idParam,
      body: { kind: 'json', optional: true, schema: { ...importOptionsSchema, required: [] } },
      responses: answer(202, 'The import, which now runs in the background.'),
      handler: async ({ context, params, body }) => ({
        status: 202,
        body: {
          data: importResource(
            await service.startTried(
              context,
              params['id'] ?? '',
              (body ?? {}) as Record<string, unknown>,
            ),
          ),
        },
      }),
    },
    {
      method: 'POST',
      path: '/imports/:id/cancel',
      operationId: 'cancelImport',
      summary: 'Stop an import; what it has written stays until it is undone',
      tag,
      access: 'actor',
      params: idParam,
      responses: answer(200, 'The import.'),
      handler: async ({ context, params }) => ({
        status: 200,
        body: { data: importResource(await service.cancel(context, params['id'] ?? '')) },
      }),
    },
    {
      method: 'POST',
      path: '/imports/:id/undo',
      operationId: 'undoImport',
      summary: 'Take back all an import did, except where records have changed since',
      tag,
      access: 'actor',
      params: idParam,
      responses: answer(202, 'The import, whose undo now runs in the background.'),
      handler: async ({ context, params }) => ({
        status: 202,
        body: { data: importResource(await service.undo(context, params['id'] ?? '')) },
      }),
    },
  ]
}

function queryOptions(): Readonly<Record<string, JsonSchema>> {
  const properties = importOptionsSchema['properties'] as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      // Defaults are the plan's, so that a form's options are not overruled by them.
      const { default: _, ...rest } = schema
      if (!JSON_OPTIONS.has(name)) return [name, rest]
      return [
        name,
        {
          type: 'string',
          contentMediaType: 'application/json',
          description: `As JSON. ${String(schema['description'])}`,
        },
      ]
    }),
  )
}

function readOptions(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      if (!JSON_OPTIONS.has(name)) return [name, value]
      try {
        return [name, JSON.parse(String(value)) as unknown]
      } catch (cause) {
        const faults = [{ path: name, code: 'json', message: 'is no JSON' }]
        throw errors.IMPORT_OPTIONS_INVALID({}, { cause, faults })
      }
    }),
  )
}

function lineOf(cursor: unknown): number {
  if (cursor === undefined) return -1
  const line = Number(cursor)
  if (!Number.isSafeInteger(line)) throw errors.IMPORT_CURSOR_INVALID()
  return line
}
