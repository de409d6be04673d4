import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import { selectedIds, type Work } from './bulk-work.ts'
import type { Selection } from './selection.ts'

export interface ExportOptions {
  readonly crm: CrmClient
  readonly entity: EntityInfo
  readonly filter: object | undefined
  readonly q: string
  readonly sort: readonly string[]
  readonly fields: readonly string[]
  /** Undefined: everything the list asks for. */
  readonly selection: Selection | undefined
  readonly signal: AbortSignal
}

/** Ids in one address: some proxies refuse those past 8 KiB (nginx's default), with all headers. */
const IDS_IN_ADDRESS = 100

/** The engine's CSV of the list, as a file of the browser. */
export async function exportFile(options: ExportOptions): Promise<void> {
  const parts: BlobPart[] = []
  for await (const set of setsOf(options)) {
    const text = await partOf(options, set)
    // Each part begins with the line of headers.
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf('\n') + 1))
  }
  // A byte order mark: without one, spreadsheets take UTF-8 for something else.
  download(
    new Blob(['\uFEFF', ...parts], { type: 'text/csv;charset=utf-8' }),
    `${options.entity.plural}.csv`,
  )
}

async function partOf(
  { crm, entity, sort, fields, signal }: ExportOptions,
  { filter, q }: Work['query'],
): Promise<string> {
  const query = new URLSearchParams({ format: 'csv', fields: fields.join(',') })
  if (filter) query.set('filter', JSON.stringify(filter))
  if (q !== '') query.set('q', q)
  if (sort.length > 0) query.set('sort', sort.join(','))
  const path = `/${entity.plural}/export?${query.toString()}`
  const response = await crm.request({
    method: 'GET',
    path,
    signal,
    headers: { accept: 'text/csv' },
  })
  return response.text()
}

async function* setsOf(options: ExportOptions): AsyncIterable<Work['query']> {
  const { filter, selection, q } = options
  if (!selection) {
    yield { filter, q }
    return
  }
  const { all, excluded } = selection.state
  if (all && excluded.length <= IDS_IN_ADDRESS) {
    const left = excluded.length > 0 ? { id: { notIn: excluded } } : undefined
    yield { filter: left && filter ? { and: [filter, left] } : (left ?? filter), q }
    return
  }
  for await (const ids of selectedIds({ ...options, selection, query: { filter, q } }))
    for (let at = 0; at < ids.length; at += IDS_IN_ADDRESS)
      // They were chosen, whatever is searched for now.
      yield { filter: { id: { in: ids.slice(at, at + IDS_IN_ADDRESS) } }, q: '' }
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
