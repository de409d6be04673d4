import { createAjv, type JsonSchema } from '../base/validator.ts'
import type { OpenApiDocument } from './openapi.ts'

export interface CheckedAnswer {
  /** Below `/api/v1`, as it was asked for: `/contacts/0199…?fields=name`. */
  readonly path: string
  readonly method: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | number | undefined>>
  /** The parsed JSON, or the text of any other content. */
  readonly body: unknown
}

/** Says how an answer departs from the document; an empty list when it does not. */
export type AnswerChecker = (answer: CheckedAnswer) => string[]

interface Place {
  readonly parts: readonly string[]
  readonly operations: Readonly<Record<string, unknown>>
}

interface DocumentedResponse {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

/**
 * Checks every answer of a test suite against the document it was promised by: an undocumented path, status, content type or
 * member is a fault. Made from the document the actor of the answers gets: with other rights other members are answered.
 */
export function createAnswerChecker(document: OpenApiDocument): AnswerChecker {
  const places = Object.entries(document.paths).map(([path, operations]): Place => ({
    parts: path.slice(1).split('/'),
    operations,
  }))
  const check = createSchemaCheck(document)
  return (answer) => {
    const operation = findOperation(places, answer)
    if (!operation) return unknownPlace(answer, check)
    const documented = (operation['responses'] as Record<string, DocumentedResponse>)[answer.status]
    if (!documented) return [`${name(answer)}: the status is not documented`]
    return checkContent(answer, resolve(document, documented), check)
  }
}

type SchemaCheck = (schema: JsonSchema, value: unknown) => string[]

/** One Ajv for the whole document: a document has a bounded number of schemas, each compiled when it is first answered. */
function createSchemaCheck(document: OpenApiDocument): SchemaCheck {
  const ajv = createAjv()
  ajv.addKeyword('components')
  ajv.addSchema({ $id: 'document', components: { schemas: document.components.schemas } })
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  return (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as JsonSchema)
    compiled.set(text, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
    )
  }
}

function findOperation(
  places: readonly Place[],
  { path, method }: CheckedAnswer,
): Readonly<Record<string, unknown>> | undefined {
  const parts = (path.split('?')[0] ?? '').replace(/\/$/, '').slice(1).split('/')
  const fitting = places
    .filter(
      (place) =>
        place.parts.length === parts.length &&
        place.parts.every((part, at) => isVariable(part) || part === parts[at]),
    )
    // As the router does: `/contacts/export` before `/contacts/{id}`.
    .toSorted((one, other) => fixedParts(other) - fixedParts(one))
  const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase()
  const place = fitting.find(({ operations }) => verb in operations)
  return place?.operations[verb] as Readonly<Record<string, unknown>> | undefined
}

function isVariable(part: string): boolean {
  return part.startsWith('{')
}

function fixedParts({ parts }: Place): number {
  return parts.filter((part) => !isVariable(part)).length
}

/** The document cannot list what does not exist; that it does not must be said the documented way. */
function unknownPlace(answer: CheckedAnswer, check: SchemaCheck): string[] {
  const code = (answer.body as { code?: unknown } | null | undefined)?.code
  const refused =
    code === 'ROUTE_NOT_FOUND' || code === 'METHOD_NOT_ALLOWED' || code === 'MALFORMED_PATH'
  if (!refused) return [`${name(answer)}: the path or method is not documented`]
  return check({ $ref: '#/components/schemas/Problem' }, answer.body).map(
    (fault) => `${name(answer)}: ${fault}`,
  )
}

function checkContent(
  answer: CheckedAnswer,
  documented: DocumentedResponse,
  check: SchemaCheck,
): string[] {
  const content = documented.content ?? {}
  const [type] = String(answer.headers['content-type'] ?? '').split(';')
  const isEmpty = answer.body === undefined || answer.body === '' || answer.body === null
  if (answer.method.toUpperCase() === 'HEAD') return []
  if (Object.keys(content).length === 0) {
    return isEmpty ? [] : [`${name(answer)}: has a body, but none is documented`]
  }
  const media = content[type ?? '']
  if (!media) {
    return [
      `${name(answer)}: the content type "${type ?? ''}" is not documented (${Object.keys(content).join(', ')} are)`,
    ]
  }
  if (!media.schema) return []
  return check(media.schema, answer.body).map((fault) => `${name(answer)}: ${fault}`)
}

function resolve(document: OpenApiDocument, response: DocumentedResponse): DocumentedResponse {
  if (response.$ref === undefined) return response
  const [, , section = '', key = ''] = response.$ref.split('/')
  return (document.components[section] as Record<string, DocumentedResponse>)[key] ?? response
}

function name({ method, path, status }: CheckedAnswer): string {
  return `${method.toUpperCase()} ${path} ${String(status)}`
}
