import { stringify } from 'csv-stringify/sync'

import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { Property } from '../entities/property.ts'
import type { Rights } from '../identity/rights.ts'
import { exampleCell } from './read-cell.ts'
import { isListOfEntries, membersOf, valueMember } from './target.ts'

interface TemplateColumn {
  readonly path: string
  readonly example: string
}

/** A CSV file with every column an actor may import into an entity, and one row that shows how the cells look. */
export function importTemplate(
  registry: EntityRegistry,
  entity: Entity,
  custom: ReadonlyMap<string, Property>,
  rights: Rights,
): string {
  const own = [...entity.properties.values()].filter(
    (property) =>
      (property.system ? property.key === 'ownerId' : !property.readonly) &&
      rights.field(entity.name, property.key) === 'write',
  )
  const columns = [
    ...own.flatMap((property) => columnsOf(registry, property)),
    ...[...custom.values()]
      .filter(({ key }) => rights.field(entity.name, `custom.${key}`) === 'write')
      .map((property) => plainColumn(`custom.${property.key}`, property)),
    ...[...entity.extensions.values()].flatMap(({ plugin, properties }) =>
      [...properties.values()]
        .filter(({ readonly }) => !readonly)
        .map((property) => plainColumn(`ext.${plugin}.${property.key}`, property)),
    ),
  ]
  return stringify([columns.map(({ path }) => path), columns.map(({ example }) => example)])
}

function columnsOf(registry: EntityRegistry, property: Property): TemplateColumn[] {
  if (property.relation) {
    const other = registry.entities.get(property.relation.entity)
    const title = other?.properties.get(other.titleField)
    return other && title
      ? [
          {
            path: `${property.relation.name}.${title.key}`,
            example: `Example ${other.label.one.toLowerCase()}`,
          },
        ]
      : []
  }
  const members = membersOf(property)
  if (!members || members.size === 0) return [plainColumn(property.key, property)]
  const value = valueMember(property)
  const [type] = typesOf(members)
  if (isListOfEntries(property) && value)
    return [plainColumn(`${property.key}${type === undefined ? '' : `[${type}]`}`, value)]
  const place =
    isListOfEntries(property) && type !== undefined ? `${property.key}[${type}]` : property.key
  return [...members.values()]
    .filter(({ key }) => key !== 'type' && key !== 'primary')
    .map((member) => plainColumn(`${place}.${member.key}`, member))
}

function typesOf(members: ReadonlyMap<string, Property>): readonly string[] {
  const types = (members.get('type')?.schema['enum'] ?? []) as readonly unknown[]
  return types.filter((type): type is string => typeof type === 'string')
}

function plainColumn(path: string, property: Property): TemplateColumn {
  return { path, example: exampleOf(property) }
}

function exampleOf(property: Property): string {
  const words: Readonly<Record<string, string>> = {
    phone: '+1 504 621 8927',
    url: 'https://www.example.com',
    domain: 'example.com',
    country: 'US',
    currency: 'USD',
  }
  const known = exampleCell(property.schema) || words[property.words.normalize ?? '']
  if (known !== undefined && known !== '') return known
  // A text with a pattern cannot be guessed: its cell stays empty.
  return property.kind === 'text' && property.schema['pattern'] === undefined ? property.label : ''
}
