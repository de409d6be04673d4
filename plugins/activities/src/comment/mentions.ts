/** How a body names a member: `@[Ada Lovelace](member:0190…)`. The name is for people, the id is what counts. */
const MENTION =
  /@\[[^\]\n]{1,200}\]\(member:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)/g
/** More would be a way to write to everybody. */
const MAX_MENTIONS = 50

/** Ids of the members a body mentions, each once, in order. */
export function mentionsIn(body: string): string[] {
  const ids = [...body.matchAll(MENTION)].map(([, id = '']) => id)
  return [...new Set(ids)].slice(0, MAX_MENTIONS)
}

/** The body as people read it. */
export function withoutMarkup(body: string): string {
  return body.replace(/@\[([^\]\n]{1,200})\]\(member:[0-9a-f-]{36}\)/g, '@$1')
}
