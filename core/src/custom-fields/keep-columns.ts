import type { Entity } from '../entities/entity.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import { camelCase } from '../entities/naming.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { checkKey } from './check-definition.ts'
import type { CustomFields } from './create-custom-fields.ts'

/** A cell of a spreadsheet holds up to 32,767 characters; what is longer than this is refused with its row. */
const MAX_CELL = 10_000

/**
 * Makes a text field of each column of a file nobody knows, labelled like the column; gives their keys in order. For whoever may
 * make fields.
 */
export async function keepColumns(
  customFields: CustomFields,
  context: RequestContext,
  entity: Entity,
  headers: readonly string[],
): Promise<readonly string[]> {
  const permission = 'custom-field.manage'
  if (context.rights.scope(permission) === undefined) {
    throw entityErrors.FORBIDDEN({ verb: 'make', entity: 'custom field', permission })
  }
  const taken = new Set((await customFields.list(context.tenantId, entity)).map(({ key }) => key))
  const keys: string[] = []
  for (const [index, header] of headers.entries()) {
    const key = freeKey(header, index, taken)
    taken.add(key)
    const schema = { type: 'string', maxLength: MAX_CELL, 'x-crm': { label: labelOf(header) } }
    await customFields.create(context, entity, { key, schema })
    keys.push(key)
  }
  return keys
}

/** `Shoe size (EU)` → `shoeSizeEu`, with a number behind it when that is taken. */
function freeKey(header: string, index: number, taken: ReadonlySet<string>): string {
  const words = header
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
  const wanted = camelCase(words).slice(0, 44)
  const base = checkKey(wanted).length === 0 ? wanted : `column${index + 1}`
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}${number}`
    if (!taken.has(key)) return key
  }
}

function labelOf(header: string): string {
  return header.trim().slice(0, 100) || 'Column'
}
