import type { JsonSchema } from '@crmkit/schemas'
import type { Request } from '@crmkit/schemas/client'

import { ElementError } from '../base/errors.ts'
import { type DescribedField, type FieldInfo, fieldInfo } from './field-info.ts'
import { isObject } from './record.ts'

export type SchemaPart = 'read' | 'create' | 'patch'

/** Records of another entity that belong to a record: a company's contacts. */
export interface RelationInfo {
  readonly name: string
  readonly label: string
  readonly entity: string
  readonly plural: string
  readonly titleField: string
  /** Their field that points here; their list is filtered by it: `{"companyId": {"eq": id}}`. */
  readonly field: string
  readonly operator: 'eq' | 'has'
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
  readonly customFields: boolean
  readonly timeline: boolean
  /** True when `q` finds something for this actor. */
  readonly searchable: boolean
  /** In the order of columns and forms. */
  readonly fields: readonly FieldInfo[]
  field(key: string): FieldInfo | undefined
  /** Keys of the fields a list shows where nobody has chosen others, the title first. */
  readonly columns: readonly string[]
  /** Lists of other records that point at one of these. */
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
  readonly entity: (name: string) => Promise<EntityInfo>
  /** What is known already, for a first render without a wait. */
  readonly peek: (name: string) => EntityInfo | undefined
  /** Asks the server again, and tells the listeners which entities changed. */
  readonly refresh: () => Promise<void>
  readonly onSchemaChange: (listener: (entities: readonly string[]) => void) => () => void
}

export interface EntitySchemasOptions {
  readonly request: Request
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
    const answers = await Promise.all(
      PARTS.map((part, index) => askPart(name, part, before?.etags[index])),
    )
    if (before && answers.every(({ schema }) => schema === undefined)) return before
    const schemas = answers.map(
      ({ schema }, index) => schema ?? before?.info.schema(PARTS[index] ?? 'read') ?? {},
    )
    const [read = {}, create = {}, patch = {}] = schemas
    return {
      etags: answers.map(({ etag }) => etag),
      info: entityInfo(name, { read, create, patch }),
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

/** `x-crm` of a record's schema: the engine's description for those who draw. */
interface Described extends Pick<
  EntityInfo,
  | 'plural'
  | 'label'
  | 'titleField'
  | 'owned'
  | 'softDelete'
  | 'customFields'
  | 'timeline'
  | 'searchable'
  | 'columns'
  | 'relations'
> {
  readonly icon: string | null
  readonly permissions: Readonly<Record<string, unknown>>
  readonly fields: readonly DescribedField[]
}

function entityInfo(name: string, schemas: Schemas): EntityInfo {
  const described = schemas.read['x-crm'] as Described
  const { icon, permissions } = described
  const fields = Object.freeze(
    described.fields.map((field) => fieldInfo(field, schemaOf(field.key, schemas))),
  )
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return Object.freeze({
    ...described,
    name,
    icon: icon ?? undefined,
    fields,
    field: (key: string) => byKey.get(key),
    permissions: Object.freeze({
      create: 'create' in permissions,
      update: 'update' in permissions,
      delete: 'delete' in permissions,
      export: 'export' in permissions,
    }),
    schema: (part: SchemaPart) => schemas[part],
  })
}

function schemaOf(key: string, { patch, read }: Schemas): JsonSchema {
  return memberOf(patch, key) ?? memberOf(read, key) ?? {}
}

/** `custom.region` is below `properties.custom.properties`. */
function memberOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  return key.split('.').reduce<JsonSchema | undefined>((inner, part) => {
    const properties = inner?.['properties']
    return isObject(properties) ? (properties[part] as JsonSchema | undefined) : undefined
  }, schema)
}
