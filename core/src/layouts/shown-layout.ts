import type { DescribedEntity } from '../entities/describe-entity.ts'
import type { DescribedField } from '../entities/describe-fields.ts'
import type { Entity } from '../entities/entity.ts'
import { QueryFaults } from '../entities/list-query/query-faults.ts'
import { checkFilter } from '../entities/reader/check-filter.ts'
import type { Vocabulary } from '../entities/reader/field.ts'
import { drawLayout, layoutField } from './draw-layout.ts'
import type { Layout, LayoutField, LayoutInput, LayoutRule, LayoutSection } from './layout.ts'
import { toldCondition } from './told-condition.ts'

const MORE = 'more'

/**
 * A stored layout as one actor gets it: without fields and lists they may not read or that are gone, with what they may not write
 * marked, and with the fields of tenants and other plugins that no layout could know of in a last section.
 */
export function shownLayout(
  vocabulary: Vocabulary,
  entity: Entity,
  described: DescribedEntity,
  stored: LayoutInput,
  memberId: string | null,
): Layout {
  const drawn = drawLayout(entity, described)
  const fields = new Map(described.fields.map((field) => [field.key, field]))
  const isThere = (key: string): boolean => fields.has(key)
  const lists = new Set(drawn.related)
  const sections = stored.sections.map((section, index): LayoutSection => {
    const { title, columns = 2, key = `section-${index + 1}` } = section
    return {
      key,
      ...(title === undefined ? {} : { title }),
      columns,
      fields: section.fields.flatMap((field) => shownField(fields.get(field.key), field)),
    }
  })
  return {
    sections: withNewcomers(sections, newcomers(described, stored)).filter(
      (section) => section.fields.length > 0,
    ),
    header: (stored.header ?? drawn.header).filter(isThere),
    related: (stored.related ?? drawn.related).filter((name) => lists.has(name)),
    aside: (stored.aside ?? drawn.aside).filter(isThere),
  }

  function shownField(field: DescribedField | undefined, placed: LayoutField): LayoutField[] {
    if (!field) return []
    const { key, span, rule } = placed
    const isReadonly = field.readonly || placed.readonly === true
    return [
      {
        key,
        ...(span === undefined ? {} : { span }),
        ...(isReadonly ? { readonly: true } : {}),
        // A rule over what the actor may not read would give away what it says: the field then stands without one.
        ...(rule && isReadable(rule.condition) ? { rule: toldRule(rule) } : {}),
      },
    ]
  }

  function toldRule({ effect, condition }: LayoutRule): LayoutRule {
    return { effect, condition: toldCondition(condition, fields, memberId) }
  }

  function isReadable(condition: unknown): boolean {
    const faults = new QueryFaults()
    checkFilter(vocabulary, entity, condition, faults)
    return !faults.any
  }
}

/** In the section of the key `more` where there is one, else in one at the end. */
function withNewcomers(
  sections: readonly LayoutSection[],
  fields: readonly DescribedField[],
): LayoutSection[] {
  const added = fields.map(layoutField)
  if (!sections.some(({ key }) => key === MORE)) {
    return [...sections, { key: MORE, title: 'More', columns: 2, fields: added }]
  }
  return sections.map((section) =>
    section.key === MORE ? { ...section, fields: [...section.fields, ...added] } : section,
  )
}

/** Fields made after the layout, by an admin or a plugin. */
function newcomers({ fields }: DescribedEntity, stored: LayoutInput): DescribedField[] {
  const named = new Set([
    ...stored.sections.flatMap((section) => section.fields.map(({ key }) => key)),
    ...[stored.header, stored.aside, stored.hidden].flatMap((keys) => keys ?? []),
  ])
  return fields.filter(
    ({ key, hidden }) => /^(custom|ext)\./.test(key) && hidden !== true && !named.has(key),
  )
}
