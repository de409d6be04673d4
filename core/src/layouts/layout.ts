import type { Filter } from '../entities/filter.ts'

/** How a form and a record of an entity are laid out. Field keys are those of filters: `email`, `custom.tier`. */
export interface Layout {
  readonly sections: readonly LayoutSection[]
  /** Fields at the head of a record, the title first. */
  readonly header: readonly string[]
  /** Related lists by name of the relation. */
  readonly related: readonly string[]
  /** Fields beside a record: who owns it, when it was made. */
  readonly aside: readonly string[]
}

export interface LayoutSection {
  /** Names the section for the element, whatever its title. */
  readonly key: string
  readonly title?: string
  readonly columns: 1 | 2
  readonly fields: readonly LayoutField[]
}

export interface LayoutField {
  readonly key: string
  /** Columns it takes. */
  readonly span?: 1 | 2
  readonly readonly?: boolean
  readonly rule?: LayoutRule
}

/** What happens to the field while the record's values meet the condition; else the opposite. A convenience, never a right. */
export interface LayoutRule {
  readonly effect: 'show' | 'hide' | 'enable' | 'disable'
  readonly condition: Filter
}

/** A layout as an admin stores it. */
export interface LayoutInput {
  readonly sections: readonly (Omit<LayoutSection, 'key' | 'columns'> & {
    readonly key?: string
    readonly columns?: 1 | 2
  })[]
  readonly header?: readonly string[]
  readonly related?: readonly string[]
  readonly aside?: readonly string[]
  /** Custom and extension fields that shall not come by themselves in the last section. */
  readonly hidden?: readonly string[]
}

export interface StoredLayout {
  readonly entity: string
  /** `*`: everybody whose own roles have none. */
  readonly role: string
  readonly layout: LayoutInput
  readonly version: number
  readonly updatedAt: string
  readonly updatedBy: { readonly kind: string; readonly id: string; readonly name?: string }
}

export const EVERYBODY = '*'
