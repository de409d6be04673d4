/** A LIKE pattern that means exactly these characters, anywhere or at the beginning. */
export function containsPattern(text: string): string {
  return `%${escapeLike(text)}%`
}

export function startsWithPattern(text: string): string {
  return `${escapeLike(text)}%`
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`)
}

/**
 * True when a trigram index can narrow the text down: three letters or digits in a row. With less, PostgreSQL reads the
 * whole index, which is slower than reading the table in order.
 */
export function hasTrigram(text: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(text)
}
