import { camelCase, pascalCase, snakeCase } from '../../entities/naming.ts'
import { errors } from '../errors.ts'

/** Every spelling of a new plugin and its first entity. */
export interface PluginNames {
  /** `field-visits` */
  readonly plugin: string
  /** `fieldVisits`: the factory. */
  readonly factory: string
  /** `fieldVisit` */
  readonly entity: string
  /** `FieldVisit` */
  readonly type: string
  /** `fieldVisits`: the route. */
  readonly plural: string
  /** `field-visit`: folder and files. */
  readonly file: string
  /** `field_visits` */
  readonly table: string
  /** `field visit`, `field visits`: for people. */
  readonly one: string
  readonly many: string
}

const NAME = /^[a-z][a-z0-9-]{1,30}$/

export function pluginNames(plugin: string, entityName?: string): PluginNames {
  if (!NAME.test(plugin)) throw errors.PLUGIN_NAME_INVALID({ name: plugin })
  const entity = entityName ?? singular(camelCase(plugin))
  if (!/^[a-z][A-Za-z0-9]{0,40}$/.test(entity)) {
    const expected = 'a singular in camelCase, such as visit'
    throw errors.OPTION_INVALID({ option: '--entity', expected, came: entity })
  }
  const words = snakeCase(entity).replaceAll('_', ' ')
  return {
    plugin,
    factory: camelCase(plugin),
    entity,
    type: pascalCase(entity),
    plural: pluralOf(entity),
    file: snakeCase(entity).replaceAll('_', '-'),
    table: snakeCase(pluralOf(entity)),
    one: words,
    many: pluralOf(words),
  }
}

/** English, roughly; `--entity` and the schema say it better. */
function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}
