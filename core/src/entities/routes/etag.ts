import type { IncomingHttpHeaders } from 'node:http'

import { errors } from '../errors.ts'

/** The record's version as a strong entity tag (RFC 9110 §8.8.3). */
export function etag(version: number): string {
  return `"${version}"`
}

/** The version `If-Match` asks for; undefined when there is none or `*`. */
export function ifMatch(headers: IncomingHttpHeaders): number | undefined {
  const header = headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  const match = /^\s*"(\d{1,9})"\s*$/.exec(header)
  if (!match) throw errors.IF_MATCH_MALFORMED({ header })
  return Number(match[1])
}

/** True when the caller already has this version (`If-None-Match`, weak comparison). */
export function isKnown(headers: IncomingHttpHeaders, version: number): boolean {
  const header = headers['if-none-match']
  if (header === undefined) return false
  return header
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag(version) || tag.trim() === '*')
}
