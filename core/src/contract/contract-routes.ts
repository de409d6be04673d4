import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

import { LRUCache } from 'lru-cache'

import type { JsonSchema } from '../base/validator.ts'
import { describeEntity } from '../entities/describe-entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import type { TenantFields, TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import { recordSchema } from '../entities/record-schema.ts'
import type { Answer, Call, Route } from '../http/route.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { docsRoutes } from './docs-routes.ts'
import { createOpenApi, type OpenApiOptions } from './openapi.ts'

export interface ContractRouteDeps {
  readonly registry: EntityRegistry
  /** Everything that is mounted, these routes included; asked for when a document is first drawn. */
  readonly routes: () => readonly Route[]
  readonly info: OpenApiOptions['info']
  readonly tenantFields?: TenantFieldsSource
}

/** What is kept: a document of 30 entities is about 1 MB of text, and sets of rights are few. */
const DOCUMENTS = 32

const tag = 'Contract'
const etagHeader = {
  etag: { type: 'string', description: 'Of this document, for `If-None-Match`.' },
} as const
const notModified = { 304: { description: 'You have this document (`If-None-Match`).' } }
const openObject: JsonSchema = { type: 'object' }

/** What the engine says about itself: the OpenAPI document, the schema of each entity, and pages that show them. */
export function createContractRoutes(deps: ContractRouteDeps): Route[] {
  const { registry, tenantFields } = deps
  const documents = new LRUCache<string, Document>({ max: DOCUMENTS })

  return [
    {
      method: 'GET',
      path: '/openapi.json',
      operationId: 'getOpenApi',
      summary: 'Get the OpenAPI document of what you may call',
      tag,
      access: 'actor',
      responses: {
        200: {
          description: 'OpenAPI 3.1, with your tenant’s own fields.',
          schema: openObject,
          headers: etagHeader,
        },
        ...notModified,
      },
      handler: async (call) => answer(call.headers, await openApi(call)),
    },
    {
      method: 'GET',
      path: '/schemas',
      operationId: 'listSchemas',
      summary: 'List the entities and what each is called',
      tag,
      access: 'actor',
      embed: true,
      responses: { 200: { description: 'Every entity you may read.', schema: summaries } },
      handler: ({ context }) => ({ status: 200, body: { data: summariesOf(registry, context) } }),
    },
    {
      method: 'GET',
      path: '/schemas/:entity',
      operationId: 'getSchema',
      summary: 'Get the JSON Schema of a record, as you may read or write it',
      tag,
      access: 'actor',
      embed: true,
      params: {
        entity: {
          type: 'string',
          minLength: 1,
          maxLength: 60,
          description: 'Name of the entity: `contact`.',
        },
      },
      query: {
        part: {
          enum: ['read', 'create', 'patch', 'replace'],
          default: 'read',
          description: 'A record as it is answered, or as one of the writes takes it.',
        },
      },
      responses: {
        200: {
          description:
            'JSON Schema draft 2020-12, with our words under `x-crm`. That of the whole, where `part` is `read`, names your permissions, every field as a column or an input needs it, and the related lists.',
          schema: openObject,
          headers: etagHeader,
        },
        ...notModified,
      },
      handler: async (call) => answer(call.headers, await schema(call)),
    },
    ...docsRoutes(tag),
  ]

  async function openApi({ context, mountPath }: Call): Promise<Document> {
    const fields = await tenantFields?.of(context.tenantId)
    return kept(`openapi ${mountPath} ${keyOf(context, fields)}`, () =>
      createOpenApi({
        registry,
        routes: deps.routes(),
        info: deps.info,
        basePath: mountPath,
        rights: context.rights,
        ...(fields ? { customFields: (entity) => fields.fields(entity.name) } : {}),
      }),
    )
  }

  async function schema({ context, params, query }: Call): Promise<Document> {
    const entity = registry.get(params['entity'] ?? '')
    if (context.rights.scope(`${entity.name}.read`) === undefined) {
      const known = summariesOf(registry, context).map(({ name }) => name)
      throw entityErrors.UNKNOWN_ENTITY({ name: entity.name, known: known.join(', ') })
    }
    const fields = await tenantFields?.of(context.tenantId)
    const part = query['part'] as 'read'
    const { rights } = context
    const custom = fields?.fields(entity.name)
    return kept(`schema ${entity.name} ${part} ${keyOf(context, fields)}`, () => {
      const shape = recordSchema(entity, { part, rights, words: true, custom })
      const words = shape['x-crm'] as object
      return {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: entity.name,
        ...shape,
        // Once is enough: who writes has read.
        'x-crm':
          part === 'read'
            ? { ...words, ...describeEntity(entity, { registry, rights, custom }) }
            : words,
      }
    })
  }

  function kept(key: string, draw: () => object): Document {
    const known = documents.get(key)
    if (known) return known
    const body = JSON.stringify(draw())
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    const document = { body, etag }
    documents.set(key, document)
    return document
  }
}

interface Document {
  readonly body: string
  readonly etag: string
}

function keyOf({ rights }: RequestContext, fields: TenantFields | undefined): string {
  return `${rights.key} ${fields?.version ?? ''}`
}

function answer(headers: IncomingHttpHeaders, { body, etag }: Document): Answer {
  // The same address answers every actor differently: only the caller may keep it, and must ask again.
  const caching = { etag, 'cache-control': 'private, no-cache', vary: 'Authorization, Origin' }
  const known = (headers['if-none-match'] ?? '')
    .split(',')
    .map((value) => value.trim().replace(/^W\//, ''))
  return known.includes(etag)
    ? { status: 304, headers: caching }
    : { status: 200, headers: caching, body }
}

const summaries: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['data'],
  properties: {
    data: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: [
          'name',
          'plural',
          'label',
          'icon',
          'description',
          'plugin',
          'titleField',
          'owned',
          'softDelete',
          'customFields',
          'timeline',
        ],
        properties: {
          name: { type: 'string', examples: ['contact'] },
          plural: { type: 'string', examples: ['contacts'] },
          label: {
            type: 'object',
            additionalProperties: false,
            required: ['one', 'many'],
            properties: {
              one: { type: 'string', examples: ['Contact'] },
              many: { type: 'string', examples: ['Contacts'] },
            },
          },
          icon: { type: ['string', 'null'], examples: ['user'] },
          description: { type: ['string', 'null'] },
          plugin: { type: 'string', examples: ['contacts'] },
          titleField: {
            type: 'string',
            description: 'Property that names a record for people.',
            examples: ['name'],
          },
          owned: { type: 'boolean' },
          softDelete: { type: 'boolean' },
          customFields: { type: 'boolean' },
          timeline: { type: 'boolean' },
        },
      },
    },
  },
}

function summariesOf(registry: EntityRegistry, { rights }: RequestContext): { name: string }[] {
  return [...registry.entities.values()]
    .filter(({ name }) => rights.scope(`${name}.read`) !== undefined)
    .map(
      ({
        name,
        plural,
        label,
        icon,
        description,
        plugin,
        titleField,
        owned,
        softDelete,
        customFields,
        timeline,
      }) => ({
        name,
        plural,
        label,
        icon: icon ?? null,
        description: description ?? null,
        plugin,
        titleField,
        owned,
        softDelete,
        customFields,
        timeline,
      }),
    )
}
