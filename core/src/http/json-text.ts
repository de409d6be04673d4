import { isUtf8 } from 'node:buffer'

import type { Fault } from '../base/crm-error.ts'
import { errors } from './errors.ts'

/** PostgreSQL's jsonb and every recursive walk survive this by far; no honest record comes near it. */
export const MAX_JSON_DEPTH = 32

/** More would only make the answer long. */
const MAX_FAULTS = 20

/**
 * JSON of a request: UTF-8, at most 32 levels, and only with keys and texts that can be stored. One pass over the bytes
 * measures the depth before `JSON.parse` builds anything and notes whether the parsed value needs a closer look.
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw errors.BODY_NOT_UTF8()
  // RFC 8259 §8.1 lets a reader ignore a byte order mark; Windows tools write one.
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const needsLook = scan(bytes, from)
  const text = bytes.toString('utf8', from)
  const value = parse(text)
  if (needsLook) assertStorable(value)
  return value
}

/**
 * Refuses what JSON can say and a record cannot hold: NUL and half surrogates (PostgreSQL: 22021, 22P05, 22P02), numbers
 * beyond a double (`1e400` is Infinity), and keys that would reach a prototype when a value is merged.
 */
export function assertStorable(value: unknown): void {
  const faults: Fault[] = []
  look(value, '', 1, faults)
  if (faults.length > 0) throw errors.VALIDATION_FAILED({}, { faults })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    // V8's message quotes the body, which may hold a secret: only the position is taken from it.
    const found = /at position (\d+)/.exec((cause as Error).message)
    const position = found ? Number(found[1]) : text.length
    const line = text.slice(0, position).split('\n').length
    throw errors.BODY_NOT_JSON({ position, line })
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LOWER_U = 0x75
const UNDERSCORE = 0x5f

/** True when the value may hold something `assertStorable` refuses; throws on too many levels. */
function scan(bytes: Buffer, from: number): boolean {
  let depth = 0
  let needsLook = false
  let digits = 0
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) {
      // `"__…` may be `__proto__`, `"con…` may be `constructor`.
      const first = bytes[i + 1]
      if (first === UNDERSCORE || (first === 0x63 && bytes[i + 3] === 0x6e)) needsLook = true
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) {
        // Valid UTF-8 has no half surrogates and JSON no raw NUL: both come only as \u escapes.
        if (bytes[i] === BACKSLASH && bytes[++i] === LOWER_U) needsLook = true
      }
      digits = 0
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) throw errors.BODY_TOO_DEEP({ maxDepth: MAX_JSON_DEPTH })
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--
    } else if (byte !== undefined && byte >= 0x30 && byte <= 0x39) {
      // A double holds 309 digits; an exponent is looked at whatever it says.
      if (++digits > 300) needsLook = true
    } else if (digits > 0) {
      if (byte === 0x65 || byte === 0x45) needsLook = true
      digits = 0
    }
  }
  return needsLook
}

function look(value: unknown, path: string, depth: number, faults: Fault[]): void {
  if (faults.length >= MAX_FAULTS) return
  if (typeof value === 'string') {
    const fault = textFault(value)
    if (fault) faults.push({ path, ...fault })
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value))
      faults.push({ path, code: 'NUMBER_OUT_OF_RANGE', message: 'is beyond the range of a number' })
  } else if (typeof value === 'object' && value !== null) {
    if (depth > MAX_JSON_DEPTH) throw errors.BODY_TOO_DEEP({ maxDepth: MAX_JSON_DEPTH })
    if (Array.isArray(value))
      value.forEach((item, i) => look(item, `${path}/${i}`, depth + 1, faults))
    else lookAtKeys(value as Record<string, unknown>, path, depth, faults)
  }
}

function lookAtKeys(
  object: Record<string, unknown>,
  path: string,
  depth: number,
  faults: Fault[],
): void {
  for (const key of Object.keys(object)) {
    const at = `${path}/${pointer(key)}`
    const fault = textFault(key)
    if (fault) faults.push({ path: at, ...fault })
    else if (reachesPrototype(key, object))
      faults.push({ path: at, code: 'UNKNOWN_FIELD', message: 'is not a known field' })
    else look(object[key], at, depth + 1, faults)
  }
}

function textFault(text: string): { code: string; message: string } | undefined {
  if (text.includes('\0'))
    return { code: 'NUL_CHARACTER', message: 'has a NUL character, which cannot be stored' }
  if (!text.isWellFormed())
    return {
      code: 'LONE_SURROGATE',
      message: 'has half of a surrogate pair, which is no character',
    }
  return undefined
}

function reachesPrototype(key: string, object: Record<string, unknown>): boolean {
  if (key === '__proto__') return true
  if (key !== 'constructor') return false
  const value = object[key]
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

/** The path itself must be fit to print: what it cannot show is written as U+FFFD. */
function pointer(key: string): string {
  return key.toWellFormed().replaceAll('\0', '\uFFFD').replaceAll('~', '~0').replaceAll('/', '~1')
}
