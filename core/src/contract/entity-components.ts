import type { JsonSchema } from '../base/validator.ts'
import { componentName, type ComponentPart, componentRef } from '../entities/component-name.ts'
import type { Entity } from '../entities/entity.ts'
import { MAX_SKIP } from '../entities/list-query/list-query.ts'
import { withArticle } from '../entities/naming.ts'
import type { Property } from '../entities/property.ts'
import { recordSchema, type RecordSchemaOptions } from '../entities/record-schema.ts'
import { def } from '../entities/resolve-defs.ts'
import type { Rights } from '../identity/rights.ts'
import { errors } from './errors.ts'
import { exampleValue } from './example-value.ts'
import { filterComponents } from './filter-components.ts'
import { problemComponents } from './problem-responses.ts'

export interface ComponentOptions {
  readonly registry: { readonly entities: ReadonlyMap<string, Entity> }
  /** Whose view; default: every field. */
  readonly rights?: Pick<Rights, 'field' | 'scope'>
  /** The tenant's custom fields of an entity; without it `custom` is described as any object. */
  readonly customFields?: (entity: Entity) => ReadonlyMap<string, Property>
}

/** Everything under `components/schemas`: the shapes of each entity, and those all share. */
export function schemaComponents(options: ComponentOptions): Record<string, JsonSchema> {
  const components: Record<string, JsonSchema> = {
    ...problemComponents,
    ...filterComponents,
    Page: def('page'),
  }
  for (const entity of options.registry.entities.values()) {
    for (const [part, schema] of partsOf(entity, options)) {
      const name = componentName(entity, part)
      if (Object.hasOwn(components, name))
        throw errors.COMPONENT_NAME_TAKEN({ name, entity: entity.name })
      components[name] = schema
    }
  }
  return components
}

/**
 * The same names for the router's check of a body. Records in it are left to the writer, which checks them with the rights
 * of the actor, and in a batch one by one.
 */
export function inputComponents(
  options: Pick<ComponentOptions, 'registry'>,
): Record<string, JsonSchema> {
  const components = schemaComponents(options)
  for (const entity of options.registry.entities.values()) {
    for (const part of ['Create', 'Patch', 'Replace'] as const) {
      components[componentName(entity, part)] = { type: 'object' }
    }
  }
  return components
}

function partsOf(entity: Entity, options: ComponentOptions): [ComponentPart, JsonSchema][] {
  const custom = options.customFields?.(entity)
  const shared = { rights: options.rights, registry: options.registry, custom }
  const draw = (part: RecordSchemaOptions['part']): JsonSchema =>
    withExample(recordSchema(entity, { ...shared, part }), entity)
  const found = { anyOf: [componentRef(entity, ''), componentRef(entity, 'Fields')] }
  const one = entity.label.one
  // Who may write more than read is answered with the id alone.
  const readsAll = !options.rights || options.rights.scope(`${entity.name}.read`) === 'all'
  return [
    ['', draw('read')],
    ['Fields', { ...draw('fields'), description: `${one}, cut to the \`fields\` asked for.` }],
    ['Answer', envelope(`${one}, whole.`, readsAll ? componentRef(entity, '') : found)],
    ['Found', envelope(`${one}, or the \`fields\` of it.`, found)],
    ['Create', { ...draw('create'), description: `${one} to create.` }],
    [
      'Patch',
      {
        ...draw('patch'),
        description: `Fields of ${withArticle(one.toLowerCase())} to change (RFC 7396); null clears a field.`,
      },
    ],
    // The same shape under a name that says what becomes of the fields left out.
    [
      'Replace',
      {
        description: `${one} to put in place; fields left out are cleared.`,
        ...componentRef(entity, 'Create'),
      },
    ],
    ['Page', pageOf(entity, found)],
    ['Query', queryOf(entity)],
    ['Batch', batchOf(entity, recordSchema(entity, { ...shared, part: 'create' }))],
    ['BatchAnswer', batchAnswerOf(entity)],
  ]
}

/** A related record is only there when asked for, so the example leaves it out. */
function withExample(schema: JsonSchema, entity: Entity): JsonSchema {
  const example = exampleValue(schema) as Record<string, unknown>
  for (const relation of entity.relations.keys()) delete example[relation]
  return { ...schema, examples: [example] }
}

function envelope(description: string, data: JsonSchema): JsonSchema {
  return {
    description,
    type: 'object',
    additionalProperties: false,
    required: ['data'],
    properties: { data },
  }
}

function pageOf(entity: Entity, items: JsonSchema): JsonSchema {
  return {
    description: `A page of ${entity.label.many.toLowerCase()}.`,
    type: 'object',
    additionalProperties: false,
    required: ['data', 'page'],
    properties: { data: { type: 'array', items }, page: { $ref: '#/components/schemas/Page' } },
  }
}

function queryOf(entity: Entity): JsonSchema {
  return {
    description: `Which ${entity.label.many.toLowerCase()}, in what order, and what of them.`,
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 25 },
      cursor: {
        type: 'string',
        description: '`page.next` or `page.prev` of an earlier answer to the same query.',
      },
      skip: {
        type: 'integer',
        minimum: 0,
        maximum: MAX_SKIP,
        default: 0,
        description: 'Records to pass over, from the beginning or from the cursor.',
      },
      sort: {
        type: 'string',
        description: 'Fields separated by commas, `-` for descending.',
        examples: ['-createdAt'],
      },
      filter: { $ref: '#/components/schemas/Filter' },
      q: { type: 'string', maxLength: 200, description: 'Fragment of a name, e-mail, …' },
      fields: {
        type: 'array',
        items: { type: 'string' },
        description: 'Fields to answer; `id` always comes along.',
      },
      include: {
        type: 'array',
        items: { type: 'string' },
        description: 'Relations to answer with each record.',
      },
      count: { enum: ['none', 'estimate', 'exact'], default: 'none' },
      deleted: { enum: ['living', 'deleted', 'all'], default: 'living' },
    },
    examples: [{ filter: { createdAt: { within: 'last 7 days' } }, sort: '-createdAt', limit: 25 }],
  }
}

const idSchema: JsonSchema = { type: 'string', format: 'uuid' }
const versionSchema: JsonSchema = {
  type: 'integer',
  minimum: 1,
  description: 'Refused with 412 unless the record has it.',
}

function batchOf(entity: Entity, create: JsonSchema): JsonSchema {
  const operation = (
    method: string,
    properties: Readonly<Record<string, JsonSchema>>,
    optional: readonly string[] = [],
  ): JsonSchema => ({
    type: 'object',
    additionalProperties: false,
    required: ['method', ...Object.keys(properties).filter((key) => !optional.includes(key))],
    properties: { method: { const: method }, ...properties },
  })
  return {
    description: 'Writes, run in order.',
    type: 'object',
    additionalProperties: false,
    required: ['operations'],
    properties: {
      atomic: {
        type: 'boolean',
        default: true,
        description: 'True: the first refusal undoes all. False: each operation stands for itself.',
      },
      operations: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        items: {
          oneOf: [
            operation('create', { data: componentRef(entity, 'Create') }),
            operation(
              'update',
              { id: idSchema, data: componentRef(entity, 'Patch'), version: versionSchema },
              ['version'],
            ),
            operation('upsert', {
              key: {
                type: 'string',
                description: 'A unique field, or `external:<system>:<type>`.',
              },
              value: { type: 'string' },
              data: componentRef(entity, 'Patch'),
            }),
            operation('delete', { id: idSchema, version: versionSchema }, ['version']),
          ],
        },
      },
    },
    examples: [{ atomic: true, operations: [{ method: 'create', data: exampleValue(create) }] }],
  }
}

function batchAnswerOf(entity: Entity): JsonSchema {
  return {
    description: 'An answer for each operation, in order.',
    type: 'object',
    additionalProperties: false,
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['status'],
          properties: {
            status: {
              type: 'integer',
              description: 'What the operation would have answered alone.',
            },
            data: componentRef(entity, ''),
            error: { $ref: '#/components/schemas/BatchProblem' },
          },
        },
      },
    },
  }
}
