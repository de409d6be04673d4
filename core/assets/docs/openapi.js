const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** The document as chapters of operations, in the order of its tags. */
export function chaptersOf(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  )
  return document.tags.map((tag) => ({
    ...tag,
    id: tag.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    operations: operations.filter((operation) => operation.tags.includes(tag.name)),
  }))
}

/** Follows references until there is none. */
export function resolve(document, value) {
  let found = value
  for (let depth = 0; found?.$ref && depth < 10; depth++) {
    const parts = found.$ref.slice(2).split('/')
    found = parts.reduce((at, part) => at?.[part], document)
  }
  return found ?? {}
}

/** `Contact` of `#/components/schemas/Contact`. */
export function nameOf(ref) {
  return ref.split('/').at(-1)
}

/** An example of a schema: its own first one, else put together from its parts. */
export function exampleOf(document, schema, depth = 0) {
  const { $ref, ...beside } = schema ?? {}
  const found = $ref ? { ...resolve(document, schema), ...beside } : (schema ?? {})
  if (found.examples?.length) return found.examples[0]
  if (found.const !== undefined) return found.const
  if (found.default !== undefined) return found.default
  if (found.enum) return found.enum[0]
  if (depth > 4) return undefined
  const choice = (found.anyOf ?? found.oneOf)?.[0]
  if (choice) return exampleOf(document, choice, depth + 1)
  const type = [found.type].flat()[0]
  if (type === 'array')
    return [exampleOf(document, found.items, depth + 1)].filter((item) => item !== undefined)
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(found.properties ?? {})
        .map(([key, value]) => [key, exampleOf(document, value, depth + 1)])
        .filter(([, value]) => value !== undefined),
    )
  }
  return {
    string: found.format === 'uuid' ? '0199f6d2-5b1e-7c3a-9a44-3f1f0d6f1c2b' : 'text',
    integer: 1,
    number: 1,
    boolean: true,
  }[type]
}
