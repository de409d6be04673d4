/** A member whom a text names. */
export interface Mention {
  readonly id: string
  readonly name: string
}

const MARKUP = /@\[([^\]\n]{1,200})\]\(member:([0-9a-f-]{36})\)/g
/** What is typed after an `@` that begins a word, up to the caret. */
const TYPED = /(?:^|[\s(])@([\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]*)?)$/u

/** A body as people read it, and whom it mentions. */
export function readMentions(body: string): { text: string; mentions: readonly Mention[] } {
  const mentions = [...body.matchAll(MARKUP)].map(([, name = '', id = '']) => ({ id, name }))
  return { text: body.replace(MARKUP, '@$1'), mentions }
}

/** A body in parts, for drawing: text, and the names of members. */
export function partsOf(body: string): readonly { text: string; isMention: boolean }[] {
  const parts: { text: string; isMention: boolean }[] = []
  let from = 0
  for (const match of body.matchAll(MARKUP)) {
    if (match.index > from) parts.push({ text: body.slice(from, match.index), isMention: false })
    parts.push({ text: `@${match[1] ?? ''}`, isMention: true })
    from = match.index + match[0].length
  }
  if (from < body.length) parts.push({ text: body.slice(from), isMention: false })
  return parts
}

/** The text as the engine takes it: `@Ada Lovelace` becomes `@[Ada Lovelace](member:0190…)` for those who were chosen. */
export function writeMentions(text: string, chosen: readonly Mention[]): string {
  // The longer name first: "Ann Lee" must not be taken for "Ann".
  const byLength = [...chosen].sort((a, b) => b.name.length - a.name.length)
  const known = new Map(byLength.map(({ name, id }) => [`@${name}`, id]))
  if (known.size === 0) return text
  const names = [...known.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const any = new RegExp(`(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(any, (name) => `@[${clean(name.slice(1))}](member:${known.get(name) ?? ''})`)
}

/** The beginning of a name before the caret; undefined when none is being typed. */
export function typedMention(
  text: string,
  caret: number,
): { from: number; word: string } | undefined {
  const match = TYPED.exec(text.slice(0, caret))
  const word = match?.[1]
  return word === undefined ? undefined : { from: caret - word.length - 1, word }
}

/** A bracket in a name would end the markup early. */
function clean(name: string): string {
  return name.replace(/[[\]\n]/g, ' ')
}
