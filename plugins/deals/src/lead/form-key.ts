import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** `lf_<tenant>_<20 random>`: found without knowing the tenant before, and not to be guessed. */
export function newFormKey(tenantId: string): string {
  const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex').toString('base64url')
  return `lf_${tenant}${randomBytes(15).toString('base64url')}`
}

/** The tenant a key names; undefined for what is no key. */
export function tenantOfKey(key: string): string | undefined {
  const [, tenant] = /^lf_([\w-]{22})[\w-]{20}$/.exec(key) ?? []
  if (tenant === undefined) return undefined
  const hex = Buffer.from(tenant, 'base64url').toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export function newSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** When a form was opened, signed: `<ms, base 36>.<random>.<signature>`. */
export function openToken(secret: string, nowMs: number): string {
  const opened = `${nowMs.toString(36)}.${randomBytes(9).toString('base64url')}`
  return `${opened}.${signature(secret, opened)}`
}

/** Time since the form was opened in ms, and the token's own name; undefined for a token that is not ours. */
export function readToken(
  secret: string,
  token: string,
  nowMs: number,
): { readonly ageMs: number; readonly name: string } | undefined {
  const at = token.lastIndexOf('.')
  const opened = token.slice(0, at)
  const [given, right] = [Buffer.from(token.slice(at + 1)), Buffer.from(signature(secret, opened))]
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
  const [since = ''] = opened.split('.')
  return { ageMs: nowMs - Number.parseInt(since, 36), name: opened }
}

function signature(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}
