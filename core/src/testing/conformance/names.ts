import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import type { Blueprint } from './subject.ts'

interface Words {
  readonly id?: string
}

/** Ids name columns in migrations: without one a rename drops the values, with one twice they land in the wrong column. */
export function propertyIds({ plugin }: Blueprint): string[] {
  const schemas = [
    ...Object.entries(plugin.entities ?? {}),
    ...Object.entries(plugin.extends ?? {}),
  ]
  return schemas.flatMap(([entity, { schema }]) => {
    const properties = (schema['properties'] ?? {}) as Record<string, { 'x-crm'?: Words }>
    const first = new Map<string, string>()
    return Object.entries(properties).flatMap(([key, { 'x-crm': words }]) => {
      if (words?.id === undefined) {
        return [
          `${entity}.${key} has no x-crm.id. Give it one that never changes, for example "${entity}-${key}".`,
        ]
      }
      const other = first.get(words.id)
      first.set(words.id, key)
      return other === undefined
        ? []
        : [`${entity}.${key} and ${entity}.${other} have the x-crm.id "${words.id}" both.`]
    })
  })
}

const ABOUT_AND_VERB = /^[a-z][A-Za-z0-9-]*\.[a-z][a-z0-9-]*$/
const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const CAMEL = /^[a-z][A-Za-z0-9]*$/

/** Names are API: clients, roles and other plugins write them down. */
export function spelledNames({ plugin }: Blueprint): string[] {
  return [
    ...misspelled(
      'permission',
      Object.keys(plugin.permissions ?? {}),
      ABOUT_AND_VERB,
      'deal.close',
    ),
    ...misspelled('event', Object.keys(plugin.events ?? {}), ABOUT_AND_VERB, 'deal.won'),
    ...misspelled('job', Object.keys(plugin.jobs ?? {}), KEBAB, 'close-deals'),
    ...misspelled('subscriber', Object.keys(plugin.subscribers ?? {}), KEBAB, 'thank-winner'),
    ...misspelled('operation', operations(plugin), CAMEL, 'closeDeal'),
  ]
}

function operations({ routes = [] }: AnyPlugin): string[] {
  return routes.map(({ operationId }) => operationId)
}

function misspelled(
  kind: string,
  names: readonly string[],
  form: RegExp,
  example: string,
): string[] {
  return names
    .filter((name) => !form.test(name))
    .map((name) => `The ${kind} "${name}" is not spelled like "${example}".`)
}
