import { createHash } from 'node:crypto'

import type { Property } from '../entities/property.ts'
import type { KeptFields, TenantFields } from '../entities/reader/tenant-fields.ts'
import { type FieldDefinition, isKept, isLive } from './field-definition.ts'
import { fieldProperty } from './field-property.ts'

const NONE: ReadonlyMap<string, Property> = new Map()

/** All fields of a tenant as readers and writers ask about them. */
export function compileFields(
  definitions: readonly FieldDefinition[],
  stamp: number,
): TenantFields {
  const ordered = [...definitions].sort(
    (a, b) => a.position - b.position || (a.key < b.key ? -1 : 1),
  )
  const properties = new Map<string, Map<string, Property>>()
  const permissions = new Map<string, string>()
  for (const definition of ordered.filter(isLive)) {
    const property = fieldProperty(definition)
    const ofEntity = properties.get(definition.entity) ?? new Map<string, Property>()
    properties.set(definition.entity, ofEntity.set(property.key, property))
    if (property.permission !== undefined)
      permissions.set(`${definition.entity}.custom.${property.key}`, property.permission)
  }
  const kept = new Map(
    [...new Set(ordered.map(({ entity }) => entity))].map((entity) => [
      entity,
      keptOf(ordered, entity),
    ]),
  )
  return Object.freeze({
    version: versionOf(ordered),
    stamp,
    fields: (entity: string) => properties.get(entity) ?? NONE,
    kept: (entity: string) => kept.get(entity) ?? NOTHING,
    permissions,
  })
}

const NOTHING: KeptFields = Object.freeze({ indexed: new Map(), unique: [], pii: [], archived: [] })

/** Archived fields keep their rows: they come back as they went, and what they hold stays taken. */
function keptOf(definitions: readonly FieldDefinition[], entity: string): KeptFields {
  const own = definitions.filter(
    (definition) => definition.entity === entity && definition.status !== 'purged',
  )
  return Object.freeze({
    indexed: new Map(
      own
        .filter(({ index }) => isKept(index))
        .map((definition) => [definition.key, fieldProperty(definition).kind]),
    ),
    unique: own.filter(({ claims }) => isKept(claims)).map(({ key }) => key),
    pii: own
      .filter(({ schema }) => (schema['x-crm'] as { pii?: boolean } | undefined)?.pii === true)
      .map(({ key }) => key),
    archived: own.filter((definition) => !isLive(definition)).map(({ key }) => key),
  })
}

/** Of the content, so that tenants with equal fields share what is compiled for them. */
function versionOf(definitions: readonly FieldDefinition[]): string {
  if (definitions.length === 0) return ''
  const parts = definitions.map(
    ({ entity, key, schema, retired, required, status, index, claims }) => [
      entity,
      key,
      schema,
      retired,
      required,
      status,
      index,
      claims,
    ],
  )
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}
