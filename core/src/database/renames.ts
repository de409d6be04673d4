/** A thing and its new name, and how to say so in SQL. */
export interface Rename {
  readonly from: string
  readonly to: string
  readonly sql: (from: string, to: string) => string
}

/**
 * The statements that rename all things of one space of names. Names may be handed on or swapped, so whatever wants a
 * name that another one still holds steps aside first.
 */
export function renameSql(renames: readonly Rename[]): string[] {
  const moving = renames.filter(({ from, to }) => from !== to)
  const held = new Set(moving.map(({ from }) => from))
  const inTheWay = (to: string) => held.has(to)
  const waiting = moving.filter(({ to }) => inTheWay(to))
  const aside = (position: number) => `crmkit_renaming_${position + 1}`
  return [
    ...waiting.map(({ from, sql }, position) => sql(from, aside(position))),
    ...moving.filter(({ to }) => !inTheWay(to)).map(({ from, to, sql }) => sql(from, to)),
    ...waiting.map(({ to, sql }, position) => sql(aside(position), to)),
  ]
}
