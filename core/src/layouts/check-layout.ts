import type { Fault } from '../base/crm-error.ts'
import type { DescribedEntity } from '../entities/describe-entity.ts'
import type { Entity } from '../entities/entity.ts'
import { QueryFaults } from '../entities/list-query/query-faults.ts'
import { checkFilter } from '../entities/reader/check-filter.ts'
import type { Vocabulary } from '../entities/reader/field.ts'
import type { LayoutInput } from './layout.ts'
import { filteredFields } from './rule-fields.ts'

/** What of a layout does not fit the entity as its author sees it, each with the JSON Pointer of its place. */
export function layoutFaults(
  vocabulary: Vocabulary,
  entity: Entity,
  described: DescribedEntity,
  layout: LayoutInput,
): Fault[] {
  const known = new Set(described.fields.map(({ key }) => key))
  const placed = new Map<string, string>()
  const keys = layout.sections.map(({ key }) => key)
  return [
    ...keys.flatMap((key, index) => sectionFaults(key, index)),
    ...layout.sections.flatMap((section, index) =>
      section.fields.flatMap(({ key, rule }, place) => {
        const path = `/sections/${index}/fields/${place}`
        return [
          ...fieldFaults(key, `${path}/key`),
          ...placedFaults(key, path),
          ...(rule ? ruleFaults(rule.condition, `${path}/rule/condition`) : []),
        ]
      }),
    ),
    ...(['header', 'aside', 'hidden'] as const).flatMap((part) =>
      (layout[part] ?? []).flatMap((key, index) => fieldFaults(key, `/${part}/${index}`)),
    ),
    ...(layout.related ?? []).flatMap((name, index) => relatedFaults(name, `/related/${index}`)),
  ]

  function sectionFaults(key: string | undefined, index: number): Fault[] {
    if (key === undefined || keys.indexOf(key) === index) return []
    const message = `"${key}" is the key of an earlier section. Give each its own, or none.`
    return [{ path: `/sections/${index}/key`, code: 'DUPLICATE', message }]
  }

  function fieldFaults(key: string, path: string): Fault[] {
    if (known.has(key)) return []
    const message = `"${key}" is not a field of ${entity.name}. Use one of: ${[...known].join(', ')}.`
    return [{ path, code: 'UNKNOWN_FIELD', message }]
  }

  function placedFaults(key: string, path: string): Fault[] {
    const first = placed.get(key)
    placed.set(key, first ?? path)
    if (first === undefined) return []
    const message = `"${key}" stands at ${first} already. A field has one place.`
    return [{ path, code: 'DUPLICATE', message }]
  }

  function ruleFaults(condition: unknown, path: string): Fault[] {
    const faults = new QueryFaults()
    checkFilter(vocabulary, entity, condition, faults)
    const found = faults.found.map((fault) => ({
      ...fault,
      path: `${path}${fault.path.slice('filter'.length)}`,
    }))
    if (found.length > 0) return found
    // The element compares what is in the form; related records are not.
    return filteredFields(condition).flatMap((key) => {
      if (known.has(key)) return []
      const message = `"${key}" is behind a relation. A rule looks at fields of the record itself: ${[...known].join(', ')}.`
      return [{ path, code: 'UNKNOWN_FIELD', message }]
    })
  }

  function relatedFaults(name: string, path: string): Fault[] {
    const names = described.relations.map((relation) => relation.name)
    if (names.includes(name)) return []
    const message = `"${name}" is no related list of ${entity.name}. ${names.length === 0 ? 'It has none.' : `Use one of: ${names.join(', ')}.`}`
    return [{ path, code: 'UNKNOWN_RELATION', message }]
  }
}
