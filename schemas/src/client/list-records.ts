import type { CallOptions, Send } from './connection.ts'
import { type Page, toQueryBody, toQueryString } from './query.ts'

/** Past this a proxy may refuse the address (nginx: 8 KiB with all headers); the query then travels as a body. */
const LONGEST_QUERY = 4_000

/** A page of an entity known at run time alone, by its plural; `crm.contacts.list()` where its types are known. */
export function listRecords<T>(
  send: Send,
  plural: string,
  query: object = {},
  options: CallOptions = {},
): Promise<Page<T>> {
  const path = withQuery(`/${plural}`, query)
  return path.length > LONGEST_QUERY
    ? send({ ...options, method: 'POST', path: `/${plural}/query`, body: toQueryBody(query) })
    : send({ ...options, method: 'GET', path })
}

export function withQuery(path: string, query: object): string {
  const text = toQueryString(query)
  return text === '' ? path : `${path}?${text}`
}
