import type { Crm } from '@crmkit/core'

export interface Person {
  readonly tenant: string
  readonly id: string
  readonly name: string
  readonly email: string
  readonly roles: readonly string[]
}

export interface Api {
  /** Calls below `/api/v1`; throws for a refusal. */
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<T>
  /** A CSV, imported to its end. */
  importCsv(path: string, csv: string): Promise<void>
  /** Makes records by hundreds, in this order, and gives their ids. */
  create(plural: string, records: readonly object[]): Promise<readonly string[]>
}

const BATCH = 200
const POLL_MS = 100

/** The HTTP API without a network, by a key: batches, layouts and imports are calls of their own. */
export async function createApi(crm: Crm, tenant: string): Promise<Api> {
  const { text: key } = await crm.apiKeys.create(tenant, { name: 'Gallery', roles: ['admin'] })
  const send = async <T>(method: string, path: string, type: string, body?: string): Promise<T> => {
    const response = await crm.fetch(
      new Request(`http://gallery.example/crm/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        ...(body === undefined ? {} : { body }),
      }),
    )
    const answer = (await response.json()) as T
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  const call: Api['call'] = (method, path, body) =>
    send(method, path, 'application/json', body && JSON.stringify(body))

  return {
    call,
    async importCsv(path, csv) {
      const { data } = await send<{ data: { id: string } }>('POST', path, 'text/csv', csv)
      for (;;) {
        const { data: run } = await call<{ data: { state: string; counters: object } }>(
          'GET',
          `/imports/${data.id}`,
        )
        if (run.state === 'done') return
        if (run.state === 'failed') throw new Error(`POST ${path}: ${JSON.stringify(run)}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    },
    async create(plural, records) {
      const ids: string[] = []
      for (let start = 0; start < records.length; start += BATCH) {
        const operations = records
          .slice(start, start + BATCH)
          .map((data) => ({ method: 'create', data }))
        const { data } = await call<{ data: { data: { id: string } }[] }>(
          'POST',
          `/${plural}/batch`,
          { operations },
        )
        ids.push(...data.map(({ data: { id } }) => id))
      }
      return ids
    },
  }
}
