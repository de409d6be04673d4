import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from '../staged/any-context.ts'
import { newFormKey, newSecret } from './form-key.ts'

/** A new form has its key and its secret from us, and asks only for what a caller may give. */
export function makeForm({ data }: { data: AnyRecord }, context: AnyContext): void {
  checkForm({ data }, context)
  data['key'] = newFormKey(context.request.tenantId)
  data['secret'] = newSecret()
}

export function checkForm({ data }: { data: AnyRecord }, context: AnyContext): void {
  const properties = context.entity('lead')?.properties
  const given = [...list(data['fields']), ...list(data['requiredFields'])]
  const unknown = given.filter((key) => {
    const property = properties?.get(key)
    return !property || property.readonly || property.system || property.relation
  })
  if (unknown.length === 0) return
  const known = [...(properties?.values() ?? [])]
    .filter(({ readonly, system, relation }) => !readonly && !system && !relation)
    .map(({ key }) => key)
    .join(', ')
  throw errors.LEAD_FIELD_UNKNOWN({ known, unknown: unknown.join(', ') })
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : []
}
