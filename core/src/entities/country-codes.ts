import codes from 'i18n-iso-countries/codes.json' with { type: 'json' }
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' }

/** Languages whose country names are understood beside English; the names come from the ICU data of Node. */
const LANGUAGES = ['de', 'es', 'fr', 'it', 'nl', 'pl', 'pt'] as const

let byName: ReadonlyMap<string, string> | undefined

/**
 * ISO 3166-1 alpha-2 code of a country given as alpha-2 or alpha-3 code or by its name; undefined when there is no such country.
 * Only the data of i18n-iso-countries is used: its functions keep their languages in state shared by the whole process.
 */
export function countryCode(text: string): string | undefined {
  byName ??= collect()
  return byName.get(fold(text))
}

function collect(): Map<string, string> {
  const names = new Map<string, string>()
  const add = (name: string, code: string) => names.has(fold(name)) || names.set(fold(name), code)
  for (const [alpha2, alpha3] of codes as readonly (readonly string[])[]) {
    if (alpha2 === undefined || alpha3 === undefined) continue
    add(alpha2, alpha2)
    add(alpha3, alpha2)
  }
  for (const [code, name] of Object.entries(english.countries as Record<string, string | string[]>))
    for (const one of [name].flat()) add(one, code)
  const known = new Set(names.values())
  for (const language of LANGUAGES) {
    const drawn = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of known) {
      const name = drawn.of(code)
      if (name !== undefined) add(name, code)
    }
  }
  return names
}

/** `Côte d’Ivoire` and `COTE D'IVOIRE` are one name. */
function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .replace(/[’‘`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}
