import { element, prose } from './element.js'
import { nameOf, resolve } from './openapi.js'

/** The members of a schema, each with what may stand in it; what has members of its own opens on demand. */
export function fieldList(document, schema, seen = []) {
  const found = resolve(document, schema)
  const names = schema.$ref ? [...seen, schema.$ref] : seen
  const items = [found.items ?? {}, ...(found.anyOf ?? found.oneOf ?? [])].find(
    (one) => one.$ref || one.properties,
  )
  if (!found.properties && [found.type].flat()[0] === 'array' && items)
    return fieldList(document, items, names)
  const entries = Object.entries(found.properties ?? {})
  if (entries.length === 0)
    return element('p', { class: 'quiet' }, ...prose(found.description ?? 'Any JSON object.'))
  const required = new Set(found.required ?? [])
  return element(
    'dl',
    { class: 'fields' },
    ...entries.flatMap(([key, value]) => fieldOf(document, key, value, required.has(key), names)),
  )
}

/** One row: a property, or a parameter. */
export function fieldOf(document, key, schema, isRequired, seen = [], description = undefined) {
  const found = resolve(document, schema)
  const text = description ?? schema.description ?? found.description
  return [
    element(
      'dt',
      {},
      element('code', { class: 'field-name' }, key),
      element('span', { class: 'field-type' }, typeOf(document, schema)),
      isRequired && element('span', { class: 'required' }, 'required'),
      found.readOnly && element('span', { class: 'quiet' }, 'read-only'),
    ),
    element(
      'dd',
      {},
      text && element('p', {}, ...prose(text)),
      limitsOf(found),
      nested(document, schema, seen),
    ),
  ]
}

function nested(document, schema, seen) {
  const inner = innerOf(document, schema)
  if (!inner || (inner.$ref && seen.includes(inner.$ref))) return undefined
  const found = resolve(document, inner)
  if (!found.properties || Object.keys(found.properties).length === 0) return undefined
  const body = element('div', {})
  const names = inner.$ref ? [...seen, inner.$ref] : seen
  // Drawn when opened: shapes refer to each other without end.
  const open = () => body.childElementCount > 0 || body.append(fieldList(document, inner, names))
  const title = inner.$ref ? nameOf(inner.$ref) : `${Object.keys(found.properties).length} fields`
  return element('details', { ontoggle: open }, element('summary', {}, title), body)
}

/** The part of a schema that has members: itself, an entry of it, or the first of its choices that has. */
function innerOf(document, schema) {
  const found = resolve(document, schema)
  if (found.properties) return schema
  if (found.items) return innerOf(document, found.items)
  // Text that holds a document of its own: the filter in a query string.
  if (found.contentSchema) return innerOf(document, found.contentSchema)
  const choices = found.anyOf ?? found.oneOf ?? []
  return choices.find((choice) => resolve(document, choice).properties)
}

export function typeOf(document, schema) {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.contentSchema) return `${typeOf(document, schema.contentSchema)} as JSON`
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) {
    const names = choices.map((choice) =>
      choice.const !== undefined ? JSON.stringify(choice.const) : typeOf(document, choice),
    )
    return [...new Set(names)].slice(0, 4).join(' or ')
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum && !schema.type) return schema.enum.includes(null) ? 'choice or null' : 'choice'
  const types = [schema.type ?? 'any'].flat()
  const names = types.map((type) =>
    type === 'array' ? `list of ${typeOf(document, schema.items ?? {})}` : type,
  )
  if (schema.format) names[0] = schema.format
  return names.join(' or ')
}

function limitsOf(schema) {
  const limits = [
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.maximum !== undefined && `≤ ${schema.maximum}`,
    schema.minLength > 1 && `at least ${schema.minLength} characters`,
    schema.maxLength !== undefined && `at most ${schema.maxLength} characters`,
    schema.maxItems !== undefined && `at most ${schema.maxItems} entries`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
    schema.pattern !== undefined && `matches ${schema.pattern}`,
  ].filter(Boolean)
  const choices = (schema.enum ?? []).filter((value) => value !== null)
  if (limits.length === 0 && choices.length === 0) return undefined
  return element(
    'p',
    { class: 'limits' },
    ...choices.map((value) => element('code', {}, String(value))),
    ...limits.map((limit) => element('span', {}, limit)),
  )
}
