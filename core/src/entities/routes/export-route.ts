import { Readable } from 'node:stream'

import { stringify } from 'csv-stringify'

import type { Route } from '../../http/route.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import { narrower, type Rights } from '../../identity/rights.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { pascalCase } from '../naming.ts'
import { isReadable } from '../reader/readable.ts'
import type { Reader } from '../reader/reader.ts'
import type { TenantFields, TenantFieldsSource } from '../reader/tenant-fields.ts'
import { selectParameters } from './list-parameters.ts'

/** All records of a query as a stream, page by page, so that memory stays flat whatever the size. */
export function exportRoute(
  entity: Entity,
  reader: Reader,
  tenantFields: TenantFieldsSource | undefined,
): Route {
  return {
    method: 'GET',
    path: `/${entity.plural}/export`,
    operationId: `export${pascalCase(entity.plural)}`,
    summary: `Export ${entity.label.many.toLowerCase()} as CSV or JSON Lines`,
    tag: entity.label.many,
    access: { permission: `${entity.name}.export` },
    query: {
      format: {
        enum: ['csv', 'jsonl'],
        default: 'csv',
        description: 'CSV (RFC 4180, UTF-8) or one JSON record a line.',
      },
      ...selectParameters,
    },
    rawQuery: true,
    responses: {
      200: {
        description: 'The file.',
        contentType: 'text/csv',
        otherContentTypes: ['application/x-ndjson'],
      },
    },
    handler: async ({ context, rawQuery }) => {
      const query = new URLSearchParams(rawQuery)
      const format = formatOf(query)
      query.delete('format')
      const within = withinExport(context, entity)
      const pages = await begun(reader.pagesFromQueryString(within, entity, query.toString()))
      if (format === 'jsonl') return jsonLines(entity, pages)
      const fields = await tenantFields?.of(context.tenantId)
      return csv(columnsOf(context, entity, query.get('fields'), fields), entity, pages)
    },
  }
}

/** Exports reach as far as both rights do: seeing all records does not mean taking all of them away. */
function withinExport(context: RequestContext, entity: Entity): RequestContext {
  const { rights } = context
  const read = `${entity.name}.read`
  const scope = narrower(rights.scope(read), rights.scope(`${entity.name}.export`))
  const narrowed: Rights = {
    key: `${rights.key} export`,
    scope: (permission) => (permission === read ? scope : rights.scope(permission)),
    field: (name, property) => rights.field(name, property),
  }
  const { tenantId, actor, through, requestId, signal } = context
  return { tenantId, actor, through, requestId, rights: narrowed, ...(signal ? { signal } : {}) }
}

function formatOf(query: URLSearchParams): 'csv' | 'jsonl' {
  const [format = 'csv', ...others] = query.getAll('format')
  if (others.length > 0 || (format !== 'csv' && format !== 'jsonl'))
    throw errors.EXPORT_FORMAT_UNKNOWN({ format })
  return format
}

/** Reads the first page at once: what is wrong with the query must be answered, not break off a stream that has begun. */
async function begun<T>(pages: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = pages[Symbol.asyncIterator]()
  const first = await iterator.next()
  return (async function* () {
    for (let page = first; !page.done; page = await iterator.next()) yield page.value
  })()
}

function jsonLines(
  entity: Entity,
  pages: AsyncIterable<readonly string[]>,
): ReturnType<Route['handler']> {
  return answer(entity, 'jsonl', 'application/x-ndjson', Readable.from(lines(pages)))
}

async function* lines(pages: AsyncIterable<readonly string[]>): AsyncIterable<string> {
  for await (const page of pages) yield `${page.join('\n')}\n`
}

function csv(
  columns: string[],
  entity: Entity,
  pages: AsyncIterable<readonly string[]>,
): ReturnType<Route['handler']> {
  const stringifier = stringify({
    header: true,
    columns,
    // A cell that begins with = + - @ runs as a formula in a spreadsheet (OWASP CSV injection).
    escape_formulas: true,
    cast: { boolean: String, object: cell },
  })
  const source = Readable.from(records(pages))
  // `pipe` does not carry errors over; an export that breaks must break the answer, not end it early as if complete.
  source.on('error', (error) => stringifier.destroy(error))
  stringifier.on('close', () => source.destroy())
  return answer(entity, 'csv', 'text/csv; charset=utf-8', source.pipe(stringifier))
}

async function* records(
  pages: AsyncIterable<readonly string[]>,
): AsyncIterable<Record<string, unknown>> {
  for await (const page of pages)
    for (const json of page) yield JSON.parse(json) as Record<string, unknown>
}

/** A list of plain values reads as `a; b`; what has structure stays JSON. */
function cell(value: object): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.join('; ')
  return JSON.stringify(value)
}

/** The fields asked for, or all the actor may read. Each of the tenant's own is a column, under the name an import takes it by. */
function columnsOf(
  { rights }: RequestContext,
  entity: Entity,
  asked: string | null,
  fields: TenantFields | undefined,
): string[] {
  const keys =
    asked?.split(',').map((field) => field.trim()) ??
    [...entity.properties.keys()].filter((key) => rights.field(entity.name, key) !== 'none')
  if (!fields) return keys
  const custom = [...fields.fields(entity.name).values()]
    .filter((property) => isReadable(rights, entity, `custom.${property.key}`, property))
    .map(({ key }) => `custom.${key}`)
  return [...new Set(keys.flatMap((key) => (key === 'custom' ? custom : key)))]
}

function answer(
  entity: Entity,
  extension: string,
  contentType: string,
  body: Readable,
): ReturnType<Route['handler']> {
  return {
    status: 200,
    body,
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${entity.plural}.${extension}"`,
    },
  }
}
