import type { IncomingMessage } from 'node:http'

import { uuidV7 } from '../base/uuid-v7.ts'

/** Longer ones, and whatever could break a log line or a header, are replaced. */
const SANE = /^[\x21-\x7e]{1,200}$/

/** The id of the caller or of a proxy before us, so that its log and ours can be joined; else a new one. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id']
  return typeof given === 'string' && SANE.test(given) ? given : uuidV7()
}
