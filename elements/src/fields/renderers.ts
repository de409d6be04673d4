import type { CrmClient } from '../client/crm-client.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { Format } from '../i18n/format.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { FieldKind } from './field-kind.ts'
import type { Values } from './field-path.ts'

/** What a renderer needs beside the value. */
export interface FieldContext {
  readonly crm: CrmClient | undefined
  readonly format: Format
  readonly t: Localizer['t']
  /** BCP 47 */
  readonly locale: string
  /** The host's own words for single fields, under `<entity>.<key>.…`. */
  readonly custom?: Localizer['custom']
  readonly entity?: string
  /** Renderers of the host; they stand above ours. */
  readonly renderers?: FieldRenderers | undefined
  /** In a grid the grid is the only tab stop: what is inside a cell takes none. */
  readonly inGrid?: boolean
}

export interface CellArgs extends FieldContext {
  readonly field: FieldInfo
  readonly value: unknown
  /** The whole record: the currency of an amount, an included relation. */
  readonly record: Values
}

export interface EditorArgs extends CellArgs {
  /** Of the control, so that a label in the same root finds it. */
  readonly id: string
  readonly describedBy?: string | undefined
  readonly invalid?: boolean
  readonly required?: boolean
  readonly readonly?: boolean
  readonly disabled?: boolean
  /** `aria-label` where no label stands beside the control, as in a cell. */
  readonly label?: string | undefined
  /** Shown in the empty control; default: an example of the schema. */
  readonly placeholder?: string | undefined
  /** Each keystroke. */
  readonly onChange: (value: unknown) => void
  /** The value is meant: left the control, chose an option, pressed Enter. */
  readonly onCommit?: ((value: unknown) => void) | undefined
  /** Escape. */
  readonly onCancel?: (() => void) | undefined
  /** Sets another field of the same record: the currency beside an amount. */
  readonly onSet?: ((key: string, value: unknown) => void) | undefined
}

/** Draws a field: anything Lit renders, a DOM node included. */
export interface FieldRenderer {
  readonly cell?: (args: CellArgs) => unknown
  readonly editor?: (args: EditorArgs) => unknown
}

export interface RankedRenderer extends FieldRenderer {
  /** Its rank for this field; undefined when it does not fit. Ours reach from 0 to 4: see `field-kind.ts`. */
  readonly rank: (field: FieldInfo) => number | undefined
}

/** What a host hands over as the property `renderers`. */
export interface FieldRenderers {
  /** By key of the field or by `x-crm.widget`: goes before every rank. */
  readonly fields?: Readonly<Record<string, FieldRenderer>>
  readonly ranked?: readonly RankedRenderer[]
}

/** Where our own stand, as the testers of `field-kind.ts` rank them; those not named by the words of `x-crm`, 3. */
const RANKS: Readonly<Partial<Record<FieldKind, number>>> = {
  ...{ json: 0, text: 1, number: 1, integer: 1, boolean: 1, 'long-text': 2, texts: 2, objects: 2 },
  ...{ email: 2.1, url: 2.1, id: 2.1, date: 2.1, 'date-time': 2.1, address: 2.1, stamp: 2.1 },
  ...{ 'money-object': 2.1, select: 2.2, 'multi-select': 2.2, member: 3.1, tags: 4 },
}

/** The host's renderer for this part of a field, if it has one that outranks ours. */
export function hostRenderer<Part extends 'cell' | 'editor'>(
  renderers: FieldRenderers | undefined,
  field: FieldInfo,
  part: Part,
): FieldRenderer[Part] | undefined {
  if (!renderers) return undefined
  const { widget } = field.words as { widget?: string }
  const named = renderers.fields?.[field.key] ?? (widget ? renderers.fields?.[widget] : undefined)
  if (named?.[part]) return named[part]
  let found: FieldRenderer[Part] | undefined
  let best = RANKS[field.kind] ?? 3
  for (const renderer of renderers.ranked ?? []) {
    const rank = renderer[part] ? renderer.rank(field) : undefined
    if (rank !== undefined && rank > best) {
      best = rank
      found = renderer[part]
    }
  }
  return found
}
