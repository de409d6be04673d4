import type { Manifest } from './manifest.ts'

/** Custom data of VS Code for HTML: completion and hover for the tags and their attributes. */
export function editorData({ modules }: Manifest): string {
  const tags = modules
    .flatMap(({ declarations }) => declarations)
    .map(({ tagName, description, attributes }) => ({
      name: tagName,
      description,
      attributes: attributes.map((attribute) => ({
        name: attribute.name,
        description: attribute.description ?? '',
        ...values(attribute.type?.text),
      })),
    }))
  return `${JSON.stringify({ version: 1.1, tags }, null, 2)}\n`
}

/** `'a' | 'b'` */
function values(type = ''): { values?: { name: string }[]; valueSet?: 'v' } {
  if (type === 'boolean') return { valueSet: 'v' }
  const names = [...type.matchAll(/'([^']*)'/g)].map(([, name = '']) => ({ name }))
  return names.length > 0 ? { values: names } : {}
}
