import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

import type { CrmError } from '@crmkit/core'

import { errors } from './errors.ts'

/** A digit of any script; a name typed into the phone field has none. */
const DIGIT = /\p{Nd}/u

/**
 * Reads a national phone number in the form of a country the record tells. The engine has already turned international numbers, and
 * national ones of its own `country`, into E.164; one that is still not readable stays as it was typed: losing it would be worse.
 *
 * Throws `CONTACT_PHONE_NOT_A_NUMBER` for text without a digit.
 */
export function phoneIn(country: string | undefined, text: string, path: string): string {
  if (!DIGIT.test(text)) throw notANumber(text, path)
  if (text.startsWith('+') || country === undefined || !isSupportedCountry(country)) return text
  const number = parsePhoneNumberFromString(text, country)
  if (number === undefined || !number.isPossible()) return text
  // The engine writes an extension the same way.
  return number.ext === undefined ? number.number : `${number.number} ext. ${number.ext}`
}

/** Country of the first address that names one: people's numbers are most likely of where they live or work. */
export function countryOf(addresses: unknown): string | undefined {
  if (!Array.isArray(addresses)) return undefined
  const countries = addresses.map((address: { country?: unknown } | null) => address?.country)
  return countries.find((country) => typeof country === 'string')
}

function notANumber(value: string, path: string): CrmError {
  const fault = { path, code: 'CONTACT_PHONE_NOT_A_NUMBER', message: 'holds no digit' }
  return errors.CONTACT_PHONE_NOT_A_NUMBER({ value }, { faults: [fault] })
}
