import { errors } from './errors.ts'

/** A place in a list by time: what comes after it is the next page. */
export interface Place {
  readonly at: string
  readonly id: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/

export function encodePlace({ at, id }: Place): string {
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

export function decodePlace(cursor: string): Place {
  const [at = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const isPlace = more.length === 0 && UUID.test(id) && MOMENT.test(at)
  if (!isPlace || Number.isNaN(Date.parse(at))) throw errors.CURSOR_INVALID()
  return { at, id }
}
