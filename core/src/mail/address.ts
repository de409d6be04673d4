/** A mail address with the name people see beside it. */
export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** RFC 5321 §4.5.3.1.3: a path of 256 octets, less the angle brackets. */
const MAX_ADDRESS_LENGTH = 254
/** What RFC 5321 calls a dot-string, in any script; quoted local parts are refused, because nobody has one and parsers disagree on them. */
const ADDRESS =
  /^[^\s<>()[\]\\,;:"@\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u
const NAMED = /^([^<>]*)<([^<>]+)>$/

export function isMailAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(text)
}

/** `ada@example.com` or `Ada Lovelace <ada@example.com>`; undefined when it is neither. */
export function parseMailAddress(text: string): MailAddress | undefined {
  if (/\p{Cc}/u.test(text)) return undefined
  const [, name = '', address = text] = NAMED.exec(text) ?? []
  const parsed = { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address.trim() }
  return isMailAddress(parsed.address) ? parsed : undefined
}

/** A header is one line: what would begin another one becomes a space. */
export function oneLine(text: string, maxLength: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).trimEnd()}…`
}
