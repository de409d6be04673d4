import type { EntityHookRunner } from '../entity-hooks.ts'

/** Lets the `complete` hooks of an entity complete a new record, or a change that touches their fields. */
export function completeValues(
  { complete }: EntityHookRunner,
  values: Record<string, unknown>,
  before: Readonly<Record<string, unknown>> | undefined,
): void {
  const keys = Object.keys(values)
  for (const hook of complete) {
    if (!before || hook.fields.some((field) => keys.includes(field))) hook.run(values, before)
  }
}
