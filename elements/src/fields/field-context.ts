import type { CrmClient } from '../client/crm-client.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { FieldContext, FieldRenderers } from './renderers.ts'

interface Element {
  readonly crm: CrmClient | undefined
  readonly entity: string
  readonly renderers: FieldRenderers | undefined
}

/** What cells and controls of an element's entity need. */
export function fieldContext(
  { crm, entity, renderers }: Element,
  { format, locale, t, custom }: Localizer,
): FieldContext {
  return { crm, format, locale, t, custom, entity, renderers }
}
