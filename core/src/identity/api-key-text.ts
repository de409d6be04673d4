import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PUBLIC_LENGTH = 12
/** 32 base-62 characters are 190 bits: SHA-256 without salt is enough, there is nothing to guess. */
const SECRET_LENGTH = 32
const CHECK_LENGTH = 6
const FORM = new RegExp(
  `^crm_(live|test)_([0-9A-Za-z]{${PUBLIC_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECK_LENGTH}})$`,
)

/** The parts of an API key's text: `crm_live_<public id>_<secret><checksum>`, GitHub's idea of prefix and checksum. */
export interface ApiKeyParts {
  /** Finds the row; may be shown and logged. */
  readonly publicId: string
  readonly secretSha256: Buffer
}

/** A new key's text, to be shown once, and what is stored of it. */
export function newApiKeyText(): ApiKeyParts & { readonly text: string } {
  return described(`crm_live_${random(PUBLIC_LENGTH)}_${random(SECRET_LENGTH)}`)
}

/** The text completed by its checksum, which lets scanners and us tell a cut key from an unknown one without the database. */
function described(body: string): ApiKeyParts & { readonly text: string } {
  const text = body + checksum(body)
  const parts = parseApiKey(text)
  if (!parts) throw new Error('A new API key does not have the form of one.')
  return { text, ...parts }
}

/** Undefined when the text is not a whole key of ours. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const match = FORM.exec(text)
  if (!match) return undefined
  const [, , publicId = '', secret = '', check] = match
  if (checksum(text.slice(0, -CHECK_LENGTH)) !== check) return undefined
  return { publicId, secretSha256: sha256(secret) }
}

export function looksLikeApiKey(text: string): boolean {
  return text.startsWith('crm_')
}

export function isSameSecret(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function random(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < CHECK_LENGTH; i++) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits
    rest = Math.floor(rest / ALPHABET.length)
  }
  return digits
}
