import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import { sentence } from '../fields/field-options.ts'
import { pathOf, valueAt, type Values } from '../fields/field-path.ts'
import type { FaultPlace } from './form-faults.ts'
import { place, type PlacedSection, type Sections } from './layout.ts'
import { effectOf } from './rules.ts'
import type { WithheldField } from './withheld.ts'

/** What the host wants of the fields there are. */
export interface FieldChoice {
  /** Keys in this order, `firstName,lastName`; default: the layout's. */
  readonly only: string | undefined
  /** A layout in place of the stored one. */
  readonly uiSchema: Sections | undefined
  readonly isNew: boolean
}

/** Which fields the form has, and where they stand. */
export interface FormFields {
  readonly info: EntityInfo | undefined
  readonly sections: readonly PlacedSection[]
  /** Begins with these. */
  start(info: EntityInfo, layout: Sections): void
  /** They are others now; those that went keep their names. */
  follow(info: EntityInfo, layout: Sections): void
  /** Those this actor may write. */
  keys(isNew: boolean): readonly string[]
  place(choice: FieldChoice, value: Values): void
  /** Gives fields a place that neither the layout nor the host has one for: without them nothing can be saved. */
  askFor(keys: Iterable<string>): void
  /** Whether a record as it is now shows the field. */
  isShown(key: string, value: Values): boolean
  faultPlace(value: Values): FaultPlace
  nameOf(key: string): string
  /** What is told of a value that cannot be saved. */
  withheld(key: string, value: unknown): WithheldField
}

export function createFormFields(): FormFields {
  let info: EntityInfo | undefined
  let layout: Sections | undefined
  let sections: readonly PlacedSection[] = []
  const asked = new Set<string>()
  /** For the names of what was typed into them. */
  const gone = new Map<string, FieldInfo>()

  return {
    get info() {
      return info
    },
    get sections() {
      return sections
    },
    start(next, nextLayout) {
      info = next
      layout = nextLayout
      asked.clear()
      gone.clear()
    },
    follow(next, nextLayout) {
      for (const field of info?.fields ?? []) if (!next.field(field.key)) gone.set(field.key, field)
      info = next
      layout = nextLayout
    },
    keys(isNew) {
      if (!info || (!isNew && !info.permissions.update)) return []
      return info.fields.filter(({ readonly }) => !readonly).map(({ key }) => key)
    },
    place({ only, uiSchema, isNew }, value) {
      const chosen = uiSchema ?? layout
      if (!info || !chosen) return
      if (isNew) askFor(missing(info, value))
      sections = place(chosen, info, {
        only: only ? only.split(',').map((key) => key.trim()) : undefined,
        writableOnly: isNew,
        also: asked,
      })
    },
    askFor,
    isShown,
    faultPlace: (value) => ({ fields: info?.fields ?? [], isShown: (key) => isShown(key, value) }),
    nameOf: (key) => info?.field(key)?.label ?? key,
    withheld(key, value) {
      const known = info?.field(key)
      const field = known ?? gone.get(key)
      const name = field?.label ?? sentence(pathOf(key).at(-1) ?? key)
      return { name, field, value, isGone: known === undefined }
    },
  }

  function askFor(keys: Iterable<string>): void {
    for (const key of keys) {
      const field = info?.field(key)
      if (field && !field.readonly && !field.hidden) asked.add(key)
    }
  }

  function isShown(key: string, value: Values): boolean {
    const placed = sections.flatMap(({ fields }) => fields).find((field) => field.key === key)
    return placed !== undefined && !effectOf(placed.rule, value).hidden
  }
}

/** A new record cannot be made without them. */
function missing({ fields }: EntityInfo, value: Values): string[] {
  return fields
    .filter(({ key, required }) => required && valueAt(value, key) == null)
    .map(({ key }) => key)
}
