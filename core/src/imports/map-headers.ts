import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import { entityWords, fieldWords, ignoredHeaders, typeWords } from './header-words.ts'
import { parseTarget, type Target, type TargetScope } from './target.ts'

/** What the headers of a file mean: a target for each that is understood, undefined for the others. */
export function mapHeaders(scope: TargetScope, headers: readonly string[]): (Target | undefined)[] {
  const taken = new Set<string>()
  return headers.map((header) => {
    const target = candidates(scope, header)
      .map((path) => parseTarget(scope, path))
      .find((found): found is Target => typeof found === 'object' && isFree(found, taken))
    if (target) taken.add(placeOf(target))
    return target
  })
}

/** True for columns that are neither data nor unknown: what the engine keeps, and the remarks of a file of refused rows. */
export function isIgnoredHeader(header: string): boolean {
  return ignored.has(fold(header))
}

/** Two columns may not give one place; whole entries of a list may be given by many. */
export function placeOf(target: Target): string {
  if (target.kind === 'relation') return `${target.relation.name}.${target.property.key}`
  if (target.kind === 'entry')
    return `${target.property.key}[${target.type ?? ''}].${target.member.key}`
  return target.path
}

export function mayRepeat(target: Target): boolean {
  return target.kind === 'entry' && target.isWhole
}

function isFree(target: Target, taken: ReadonlySet<string>): boolean {
  return mayRepeat(target) || !taken.has(placeOf(target))
}

/** Paths a header may mean, likeliest first; not all of them exist. */
function candidates(scope: TargetScope, header: string): string[] {
  const folded = fold(header)
  if (folded === '' || ignored.has(folded)) return []
  return [
    ...literal(header),
    ...ownFields(scope, folded),
    ...fromWords(header),
    ...withoutOwnName(scope, folded),
    ...relatedFields(scope, folded),
    ...customFields(scope, folded),
  ]
}

/** A header may be a target as it stands: `emails[work]`, as the template of an entity has it. */
function literal(header: string): string[] {
  return /^[\w.:[\]-]+$/.test(header.trim()) && header.trim() !== 'id' ? [header.trim()] : []
}

function ownFields({ entity }: TargetScope, folded: string): string[] {
  return [...entity.properties.values()].flatMap((property) => {
    if (fold(property.key) === folded && property.relation && /id(s)?$/.test(folded))
      return [property.key]
    if (!namesOf(property).includes(folded)) return []
    return [property.relation?.name ?? property.key]
  })
}

function namesOf(property: Property): string[] {
  return [property.key, property.label, property.relation?.name ?? property.key].map(fold)
}

/** The table of words, with a number behind (`email 2`) or a type beside (`home city`). */
function fromWords(header: string): string[] {
  const words = split(header)
  const whole = words.join('')
  const direct = byHeader.get(whole)
  if (direct) return [...direct]
  const numbered = /^(.+?)([1-9])$/.exec(whole)
  if (numbered) {
    const targets = byHeader.get(numbered[1] ?? '') ?? []
    return numbered[2] === '1'
      ? [...targets]
      : targets.flatMap((path) => (isList(path) ? [typed(path, 'other'), untyped(path)] : []))
  }
  for (const [type, rest] of typesIn(words)) {
    const found = (byHeader.get(rest) ?? []).filter((path) => path.includes('['))
    if (found.length > 0) return found.map((path) => typed(path, type))
  }
  return []
}

function* typesIn(words: readonly string[]): Iterable<[type: string, rest: string]> {
  if (words.length < 2) return
  for (const [type, names] of types) {
    if (names.has(words[0] ?? '')) yield [type, words.slice(1).join('')]
    if (names.has(words.at(-1) ?? '')) yield [type, words.slice(0, -1).join('')]
  }
}

/** `Company name` of a company is its name, `Account` what it is called. */
function withoutOwnName(scope: TargetScope, folded: string): string[] {
  for (const name of wordsFor(scope.entity)) {
    if (folded === name) return [scope.entity.titleField]
    if (!folded.startsWith(name)) continue
    const rest = folded.slice(name.length)
    const paths = [...ownFields(scope, rest), ...(byHeader.get(rest) ?? [])]
    if (paths.length > 0) return paths
  }
  return []
}

/** `Company name`, `account`, `company domain` of a contact are those of its company. */
function relatedFields({ registry, entity }: TargetScope, folded: string): string[] {
  for (const relation of entity.relations.values()) {
    const other = relation.kind === 'hasMany' ? undefined : registry.entities.get(relation.entity)
    if (!other) continue
    for (const name of wordsFor(other)) {
      if (folded === name) return [relation.name]
      if (!folded.startsWith(name)) continue
      const rest = folded.slice(name.length)
      const property = [...other.properties.values()].find((one) => namesOf(one).includes(rest))
      if (property) return [`${relation.name}.${property.key}`]
    }
  }
  return []
}

function customFields({ custom }: TargetScope, folded: string): string[] {
  const found = [...custom.values()].filter((property) =>
    [property.key, property.label].map(fold).includes(folded),
  )
  return found.map((property) => `custom.${property.key}`)
}

function wordsFor(entity: Entity): string[] {
  const listed = list(entityWords[entity.name] ?? '')
  return [...new Set([entity.name, entity.label.one, entity.label.many, ...listed].map(fold))]
}

/** `Straße & Nr.` → `strassenr`: letters and digits alone, without accents. */
function fold(text: string): string {
  return text
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

/** `homeCity`, `Home city`, `HOME_CITY` → home, city. */
function split(header: string): string[] {
  return header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map(fold)
    .filter((word) => word !== '')
}

function list(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

function isList(path: string): boolean {
  return path.includes('[') && !path.includes('.')
}

function typed(path: string, type: string): string {
  return path.replace(/\[\w*\]/, `[${type}]`)
}

function untyped(path: string): string {
  return path.replace(/\[\w*\]/, '')
}

const byHeader: ReadonlyMap<string, readonly string[]> = new Map(
  fieldWords.flatMap(([headers, targets]) =>
    list(headers).map((header) => [fold(header), list(targets)] as const),
  ),
)
const types: readonly (readonly [string, ReadonlySet<string>])[] = Object.entries(typeWords).map(
  ([type, words]) => [type, new Set(list(words).map(fold))],
)
const ignored: ReadonlySet<string> = new Set(ignoredHeaders.map(fold))
