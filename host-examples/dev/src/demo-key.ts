import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Crm } from '@crmkit/core'

const FILE = 'demo-api-key'
const NAME = 'Demo'

/** A key of the engine's own form; others are words somebody chose, which the demo host itself recognises. */
const ENGINE_KEY = /^crm_(live|test)_([0-9A-Za-z]{12})_[0-9A-Za-z]{38}$/

/**
 * The demo tenant's API key: the one given, else the one of the last start, else a new one. The engine keeps only a hash,
 * so the text is kept beside the database, readable by its owner alone.
 */
export async function demoKey(
  crm: Crm,
  options: { tenant: string; dir: string; given?: string | undefined },
): Promise<string> {
  const { tenant, dir, given } = options
  if (given !== undefined && !ENGINE_KEY.test(given)) return given
  const text = given ?? (await kept(dir))
  if (text !== undefined && (await isKnown(crm, tenant, text))) return text
  const key = await crm.apiKeys.create(tenant, {
    name: NAME,
    roles: ['admin'],
    ...(text === undefined ? {} : { text }),
  })
  if (given === undefined) await writeFile(join(dir, FILE), `${key.text}\n`, { mode: 0o600 })
  return key.text
}

/** True for a word the engine would not take for a key, long enough not to be guessed by accident. */
export function isOwnWord(given: string | undefined): given is string {
  if (given === undefined || ENGINE_KEY.test(given)) return false
  if (/^[\x21-\x7e]{8,200}$/.test(given)) return true
  throw new Error(
    'Expected CRMKIT_DEMO_API_KEY to be 8 to 200 letters, digits or signs without spaces.',
  )
}

async function isKnown(crm: Crm, tenant: string, text: string): Promise<boolean> {
  const publicId = ENGINE_KEY.exec(text)?.[2]
  const keys = await crm.apiKeys.list(tenant)
  return keys.some((key) => key.publicId === publicId && key.revokedAt === null)
}

async function kept(dir: string): Promise<string | undefined> {
  const text = await readFile(join(dir, FILE), 'utf8').catch(() => undefined)
  return text?.trim()
}
