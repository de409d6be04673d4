import type { PlanParams } from './plan-params.ts'

/** Each letter doubles the ranges; three leave few enough records to compare one by one. */
const LETTERS = 3

/**
 * Index ranges that hold every text beginning with `prefix` in any case: `Smi` → smi…, smI…, sMi…, up to eight. The
 * operators `~>=~` and `~<~` compare bytes, use a `text_pattern_ops` index, and are leakproof, so they do so under row-level
 * security, where `lower(column) like …` cannot. Undefined when the prefix does not begin with a character this is sound for.
 */
export function prefixRanges(
  params: PlanParams,
  column: string,
  prefix: string,
): string | undefined {
  const spellings = spellingsOf([...prefix].slice(0, LETTERS))
  const ranges = spellings.map(
    (text) =>
      `${column} ~>=~ ${params.add(text)}::text and ${column} ~<~ ${params.add(next(text))}::text`,
  )
  return ranges.length === 0 ? undefined : `(${ranges.join(' or ')})`
}

function spellingsOf(characters: readonly string[]): string[] {
  let spellings: string[] = []
  for (const [index, character] of characters.entries()) {
    const variants = variantsOf(character)
    if (!variants) break
    spellings =
      index === 0
        ? variants
        : spellings.flatMap((text) => variants.map((variant) => text + variant))
  }
  return spellings
}

/** Characters outside ASCII that some locale of PostgreSQL lowers to an ASCII letter: İ to i, the Kelvin sign to k. */
const OUTSIDERS: Readonly<Record<string, string>> = { i: '\u0130', k: '\u212a' }

/** All characters that `lower()` may make equal to this one; only ASCII is the same in all of PostgreSQL's locales. */
function variantsOf(character: string): string[] | undefined {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || code > 0x7e) return undefined
  const lower = character.toLowerCase()
  const variants = new Set([lower, lower.toUpperCase(), ...(OUTSIDERS[lower] ?? [])])
  return [...variants]
}

/** The smallest text after all that begin with this one: the last character is moved one on. */
function next(text: string): string {
  const characters = [...text]
  const last = characters.pop()?.codePointAt(0) ?? 0
  return characters.join('') + String.fromCodePoint(last + 1)
}
