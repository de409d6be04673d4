import { nameKey } from './view.ts'

/** Longest name of a view. */
export const MAX_NAME = 100

/** `Hot leads` → `Hot leads (copy)`, and where that is taken `Hot leads (copy 2)`. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const mark = count === 1 ? ' (copy)' : ` (copy ${count})`
    const copy = `${name.slice(0, MAX_NAME - mark.length).trimEnd()}${mark}`
    if (!taken.has(nameKey(copy))) return copy
  }
}
