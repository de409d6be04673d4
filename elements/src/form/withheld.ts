import type { FieldInfo } from '../client/field-info.ts'
import type { FieldContext } from '../fields/renderers.ts'

/** What was typed into a field that cannot be written any more. */
export interface WithheldField {
  readonly name: string
  /** Undefined when a draft alone still knows it. */
  readonly field: FieldInfo | undefined
  readonly value: unknown
  /** The entity has it no more; else it is only not this actor's to write. */
  readonly isGone: boolean
}

export function whyWithheld(
  { t }: Pick<FieldContext, 't'>,
  { name, isGone }: Pick<WithheldField, 'name' | 'isGone'>,
): string {
  return t(isGone ? 'form.removed' : 'form.forbidden', { name })
}
