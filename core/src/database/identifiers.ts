import { createHash } from 'node:crypto'

import { errors } from './errors.ts'

/** PostgreSQL cuts longer names silently (NAMEDATALEN - 1), and two cut names may collide. */
const MAX_BYTES = 63
const SNAKE_CASE = /^[a-z_][a-z0-9_]*$/

/** Quotes one name for use in SQL text. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > MAX_BYTES) {
    throw errors.IDENTIFIER_INVALID({ name })
  }
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** Refuses a name that would need quotes: all names of ours are snake_case, so that hand-written SQL can name them. */
export function assertIdentifier(name: string): string {
  if (!SNAKE_CASE.test(name) || Buffer.byteLength(name) > MAX_BYTES) {
    throw errors.IDENTIFIER_INVALID({ name })
  }
  return name
}

/** Keeps a name of up to 63 bytes; of a longer one the beginning and eight hex digits of its hash: `prefix_1a2b3c4d`. */
export function fitIdentifier(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return assertIdentifier(name)
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return assertIdentifier(`${name.slice(0, MAX_BYTES - 9)}_${hash}`)
}
