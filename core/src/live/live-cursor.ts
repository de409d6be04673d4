import { createHash } from 'node:crypto'

import type { Position } from './position.ts'

/** Whose cursor it is: it says nothing to another tenant, and is void once the rights have changed: what is shown must be loaded anew. */
export interface CursorHolder {
  readonly tenantId: string
  /** `key` of the reader's rights. */
  readonly rightsKey: string
}

/** Bytes of the position (xid8, bigint), and of what binds it to its holder. */
const PLACE = 16
const SEAL = 8

/** The `id:` of an event: 32 characters a client keeps and gives back as they are. */
export function encodeCursor(holder: CursorHolder, { xid, seq }: Position): string {
  const place = Buffer.alloc(PLACE)
  place.writeBigUInt64BE(xid)
  place.writeBigUInt64BE(BigInt(seq), PLACE / 2)
  return Buffer.concat([place, sealOf(holder, place)]).toString('base64url')
}

/**
 * Undefined for a text that is no cursor of this holder. There is no secret in it: a cursor only says where in the log of one's own
 * tenant to begin, the look back is bounded, and each event is checked against the reader's rights of this moment.
 */
export function decodeCursor(holder: CursorHolder, text: string): Position | undefined {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== PLACE + SEAL || bytes.toString('base64url') !== text) return undefined
  const place = bytes.subarray(0, PLACE)
  if (!bytes.subarray(PLACE).equals(sealOf(holder, place))) return undefined
  const seq = place.readBigUInt64BE(PLACE / 2)
  if (seq > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return { xid: place.readBigUInt64BE(), seq: Number(seq) }
}

/** Keeps a foreign, an outdated or a mistyped one from passing for a place in this log. */
function sealOf({ tenantId, rightsKey }: CursorHolder, place: Buffer): Buffer {
  const hash = createHash('sha256').update(tenantId).update(rightsKey).update(place)
  return hash.digest().subarray(0, SEAL)
}
