import type { CompleteHook } from '@crmkit/core'

import { countryOf, phoneIn } from '../phone.ts'
import type { Contact } from '../types.generated.ts'
import { type Entry, type PairNames, settlePrimary } from './primary-entry.ts'

type Pair = 'email' | 'phone'
type Normalize = (value: string, path: string) => string

const names: Readonly<Record<Pair, PairNames & { list: 'emails' | 'phones' }>> = {
  email: { single: 'email', list: 'emails' },
  phone: { single: 'phone', list: 'phones' },
}

/** Keeps what a contact says twice in agreement: the primary e-mail and phone with their lists, the name with its parts. */
export const completeContact: CompleteHook<Contact> = {
  fields: ['firstName', 'lastName', 'email', 'emails', 'phone', 'phones'],
  run(data, before) {
    settle('email', data, before, (value) => value.trim().toLowerCase())
    const country = countryOf(data.addresses ?? before?.addresses)
    settle('phone', data, before, (value, path) => phoneIn(country, value, path))
    const name = nameOf({ ...before, ...data })
    if (name !== before?.name) data.name = name
  },
}

/** Input that is no address at all is left as it came: the schema check that follows says what is wrong with it. */
function settle(
  single: Pair,
  data: Partial<Contact>,
  before: Contact | undefined,
  normalize: Normalize,
): void {
  const list = names[single].list
  const value = data[single]
  const entries = data[list] as readonly Entry[] | null | undefined
  if (value === undefined && entries === undefined) return
  if (!isSingle(value) || !isList(entries)) return
  const given = {
    single: value && normalize(value, `/${single}`),
    list: entries?.map((entry, index) => ({
      ...entry,
      value: normalize(entry.value, `/${list}/${index}/value`),
    })),
  }
  const was = before && { single: before[single], list: before[list] as readonly Entry[] }
  const settled = settlePrimary(given, was, names[single])
  data[single] = settled.single
  Object.assign(data, { [list]: settled.list })
}

function isSingle(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() !== '')
}

function isList(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return Array.isArray(value) && value.every(hasText)
}

function hasText(entry: unknown): boolean {
  const value = (entry as { value?: unknown } | null)?.value
  return typeof value === 'string' && value.trim() !== ''
}

/** What a list shows of a person; never empty while anything is known that tells people apart. */
function nameOf(contact: Partial<Contact>): string | null {
  const full = [contact.firstName, contact.lastName]
    .flatMap((part) => (typeof part === 'string' ? part.trim().split(/\s+/) : []))
    .filter((word) => word !== '')
    .join(' ')
  return full || contact.email || contact.phone || null
}
