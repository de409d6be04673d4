/** A key for one write (RFC 9562 §5.4). `crypto.randomUUID` is missing on pages without TLS, `getRandomValues` is not. */
export function writeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
