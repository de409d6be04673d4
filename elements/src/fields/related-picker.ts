import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import type { Values } from './field-path.ts'
import { relatedRecord, textOf, titleOf } from './field-text.ts'
import { picker } from './picker.ts'
import type { PickerItem } from './picker-item.ts'
import type { EditorArgs } from './renderers.ts'

/** Rows a search offers: more are found by typing on. */
const OFFERED = 20

/** Type-ahead over the records of another entity: one, or many as chips; makes a missing one where that takes its name alone. */
export function relatedPicker(args: EditorArgs, multiple: boolean): unknown {
  const { crm, field, record, t, value } = args
  const entity = field.relation?.entity ?? ''
  const itemOf = (id: string): PickerItem | undefined => {
    const related = relatedRecord(field, record, id, crm)
    return related && itemFrom(field, { ...related, id })
  }
  return picker({
    ...args,
    multiple,
    nullable: field.nullable,
    itemOf,
    // A reference that is gone or out of reach keeps its place: only what is known is shown.
    resolve: async (ids) => {
      await Promise.allSettled(ids.map(async (id) => crm?.records.load(entity, id)))
    },
    search: async (text, signal) => {
      if (!crm) return []
      const query = text === '' ? { sort: '-updatedAt' } : { q: text }
      const page = await crm.list(
        entity,
        { ...query, ...active(entity), limit: OFFERED },
        { signal },
      )
      return page.data.map((one) => itemFrom(field, one))
    },
    ...(crm?.session.can(`${entity}.create`) && isNamed(entity)
      ? {
          create: async (text: string) => {
            const info = await crm.entity(entity)
            return itemFrom(field, await crm.records.create(entity, named(info, text)))
          },
        }
      : {}),
    placeholder: args.readonly || value ? undefined : (args.placeholder ?? t('field.choose')),
  })
}

/** Somebody who left owns nothing new. */
function active(entity: string): { filter?: { active: boolean } } {
  return entity === 'member' ? { filter: { active: true } } : {}
}

/** People of the tenant come from the host's sign-in, not from a form. */
function isNamed(entity: string): boolean {
  return entity !== 'member' && entity !== 'team'
}

/** The least a new record of this name needs; what else is required the server says. */
function named(info: EntityInfo, name: string): Values {
  const title = info.field(info.titleField)
  if (title && !title.readonly) return { [info.titleField]: name }
  if (!info.field('lastName')) return { [info.titleField]: name }
  const words = name.split(/\s+/)
  return words.length === 1
    ? { lastName: name }
    : { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) }
}

function itemFrom({ relation }: FieldInfo, related: Values | Rec): PickerItem {
  const { entity, titleField } = relation ?? { entity: '' }
  const label = titleOf(related, titleField) ?? textOf(related['id'])
  const hint = [related['email'], related['domain'], related['title']]
    .map(textOf)
    .find((text) => text !== '' && text !== label)
  const isPerson = entity === 'member' || entity === 'contact'
  return {
    value: textOf(related['id']),
    label,
    hint,
    color: textOf(related[relation?.colorField ?? '']) || undefined,
    avatar: isPerson ? 'circle' : entity === 'company' ? 'square' : undefined,
  }
}
