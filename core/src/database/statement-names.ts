import { createHash } from 'node:crypto'

/**
 * Names for hot statement texts. A named statement is parsed and planned once a connection; each costs memory on every
 * connection for as long as it lives, so only the first `max` texts of a process get one.
 */
export function createStatementNames(
  prefix: string,
  max = 200,
): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    if (names.size >= max) return undefined
    const name = `${prefix}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
    names.set(text, name)
    return name
  }
}
