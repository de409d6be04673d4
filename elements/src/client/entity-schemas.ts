import type { JsonSchema } from '@crmkit/schemas'
import type { Request } from '@crmkit/schemas/client'

import { ElementError } from '../base/errors.ts'
import { type FieldInfo, fieldInfo } from './field-info.ts'
import { isObject } from './record.ts'

export type SchemaPart = 'read' | 'create' | 'patch'

/** A way from one entity to another. */
export interface RelationInfo {
  /** `company`, `tags`; for the other way round `contacts` */
  readonly name: string
  readonly kind: 'belongsTo' | 'manyToMany' | 'hasMany'
  /** The entity at the other end. */
  readonly entity: string
  /** The field that holds the reference: of this entity, or for `hasMany` of the other one. */
  readonly property: string
}

/** An entity as this actor may see and change it. */
export interface EntityInfo {
  readonly name: string
  readonly plural: string
  readonly label: { readonly one: string; readonly many: string }
  readonly icon: string | undefined
  readonly titleField: string
  readonly owned: boolean
  readonly softDelete: boolean
  readonly timeline: boolean
  /** In the order of the schema; the tenant's own fields and those of other plugins follow. */
  readonly fields: readonly FieldInfo[]
  field(key: string): FieldInfo | undefined
  readonly relations: readonly RelationInfo[]
  readonly permissions: {
    readonly create: boolean
    readonly update: boolean
    readonly delete: boolean
    readonly export: boolean
  }
  schema(part: SchemaPart): JsonSchema
}

export interface EntitySchemas {
  entity(name: string): Promise<EntityInfo>
  /** What is known already, for a first render without a wait. */
  peek(name: string): EntityInfo | undefined
  /** Asks the server again, and tells the listeners which entities changed. */
  refresh(): Promise<void>
  onSchemaChange(listener: (entities: readonly string[]) => void): () => void
}

export interface EntitySchemasOptions {
  readonly request: Request
  readonly can: (permission: string) => boolean
  /** The rights must be known before fields are drawn. */
  readonly ready: () => Promise<unknown>
}

const PARTS: readonly SchemaPart[] = ['read', 'create', 'patch']

interface Known {
  readonly etags: readonly string[]
  readonly info: EntityInfo
}

/** The effective schema of each entity, asked for once and kept by its ETags. */
export function createEntitySchemas(options: EntitySchemasOptions): EntitySchemas {
  const known = new Map<string, Known>()
  const loading = new Map<string, Promise<EntityInfo>>()
  const listeners = new Set<(entities: readonly string[]) => void>()

  return {
    entity,
    peek: (name) => known.get(name)?.info,
    refresh,
    onSchemaChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function entity(name: string): Promise<EntityInfo> {
    const before = known.get(name)
    if (before) return Promise.resolve(before.info)
    let load = loading.get(name)
    if (!load) {
      load = ask(name, undefined)
        .then((answer) => {
          known.set(name, answer)
          return answer.info
        })
        .finally(() => loading.delete(name))
      loading.set(name, load)
    }
    return load
  }

  async function refresh(): Promise<void> {
    const changed: string[] = []
    await Promise.all(
      [...known].map(async ([name, before]) => {
        const after = await ask(name, before)
        if (after === before) return
        known.set(name, after)
        changed.push(name)
      }),
    )
    if (changed.length > 0) for (const listener of [...listeners]) listener(changed)
  }

  async function ask(name: string, before: Known | undefined): Promise<Known> {
    if (name === '') {
      throw new ElementError('UNKNOWN_ENTITY', 'Expected the name of an entity, such as "contact".')
    }
    const [answers] = await Promise.all([
      Promise.all(PARTS.map((part, index) => askPart(name, part, before?.etags[index]))),
      options.ready(),
    ])
    if (before && answers.every(({ schema }) => schema === undefined)) return before
    const schemas = answers.map(
      ({ schema }, index) => schema ?? before?.info.schema(PARTS[index] ?? 'read') ?? {},
    )
    const [read = {}, create = {}, patch = {}] = schemas
    return {
      etags: answers.map(({ etag }) => etag),
      info: entityInfo(name, { read, create, patch }, options.can),
    }
  }

  async function askPart(
    name: string,
    part: SchemaPart,
    etag: string | undefined,
  ): Promise<{ etag: string; schema: JsonSchema | undefined }> {
    const response = await options.request({
      method: 'GET',
      path: `/schemas/${encodeURIComponent(name)}?part=${part}`,
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
    })
    return {
      etag: response.headers.get('etag') ?? '',
      schema: response.status === 304 ? undefined : ((await response.json()) as JsonSchema),
    }
  }
}

type Schemas = Readonly<Record<SchemaPart, JsonSchema>>

interface EntityWords {
  readonly plural: string
  readonly label: { readonly one: string; readonly many: string }
  readonly icon?: string
  readonly titleField: string
  readonly owned?: boolean
  readonly softDelete?: boolean
  readonly timeline?: boolean
  /** All ways this actor may go, inverses included. */
  readonly relations?: readonly RelationInfo[]
}

function entityInfo(
  name: string,
  schemas: Schemas,
  can: (permission: string) => boolean,
): EntityInfo {
  const words = schemas.read['x-crm'] as EntityWords
  const fields = Object.freeze(fieldsOf(schemas))
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return Object.freeze({
    name,
    plural: words.plural,
    label: words.label,
    icon: words.icon,
    titleField: words.titleField,
    owned: words.owned ?? false,
    softDelete: words.softDelete ?? true,
    timeline: words.timeline ?? false,
    fields,
    field: (key: string) => byKey.get(key),
    relations: words.relations ?? ownRelations(fields),
    permissions: Object.freeze({
      create: can(`${name}.create`),
      update: can(`${name}.update`),
      delete: can(`${name}.delete`),
      export: can(`${name}.export`),
    }),
    schema: (part: SchemaPart) => schemas[part],
  })
}

/** Objects whose members are fields of their own. */
const CONTAINERS = new Set(['custom', 'ext'])

function fieldsOf({ read, create, patch }: Schemas): FieldInfo[] {
  const writable = leaves(patch)
  const required = new Set(requiredOf(create))
  return [...leaves(read)].map(([key, schema]) =>
    fieldInfo(writable.get(key) ?? schema, {
      key,
      writable: writable.has(key),
      required: required.has(key),
    }),
  )
}

/** Every field by its whole key: `email`, `custom.region`, `ext.shop.plan`. */
function leaves(schema: JsonSchema, path = ''): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>()
  for (const [key, inner] of Object.entries(propertiesOf(schema))) {
    const whole = path === '' ? key : `${path}.${key}`
    if (path === '' && key === 'externalRefs') continue
    const isContainer = path === 'ext' || (path === '' && CONTAINERS.has(key))
    if (!isContainer) found.set(whole, inner)
    else for (const [deep, leaf] of leaves(inner, whole)) found.set(deep, leaf)
  }
  return found
}

function requiredOf(schema: JsonSchema, path = ''): string[] {
  const own = ((schema['required'] ?? []) as string[]).map((key) => path + key)
  const inner = Object.entries(propertiesOf(schema))
    .filter(([key]) => CONTAINERS.has(key) || path === 'ext.')
    .flatMap(([key, value]) => requiredOf(value, `${path}${key}.`))
  return [...own, ...inner]
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const properties = schema['properties']
  return isObject(properties) ? (properties as Record<string, JsonSchema>) : {}
}

function ownRelations(fields: readonly FieldInfo[]): RelationInfo[] {
  return fields.flatMap(({ key, relation }) =>
    relation
      ? [{ name: relation.name, kind: relation.kind, entity: relation.entity, property: key }]
      : [],
  )
}
