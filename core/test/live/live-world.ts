import type { CrmOptions } from '../../src/kernel/crm-options.ts'
import { createTestCrm, type TestActor, type TestCrm } from '../../src/testing/create-test-crm.ts'
import { library } from '../support/library-plugin.ts'
import { type LiveReader, readLive, until } from './live-reader.ts'

export interface LiveWorld {
  readonly t: TestCrm
  readonly crm: TestCrm['crm']
  /** A stream of a host's user, read until closed; resolves when the answer has begun. */
  listen(tenant: string, actor: TestActor, query?: string, headers?: Headers): Promise<LiveReader>
  /** The same with credentials of one's own. */
  listenWith(headers: Headers, query?: string): Promise<LiveReader>
  /** Everything written in acme before has been heard by these, or never will be: all of them hear of books. */
  settle(...readers: LiveReader[]): Promise<void>
  close(): Promise<void>
}

type Headers = Readonly<Record<string, string>>

/** An engine with authors (owned), books and shelves. */
export async function createLiveWorld(options: Partial<CrmOptions> = {}): Promise<LiveWorld> {
  const t = await createTestCrm({
    plugins: [await library()],
    ...options,
  })
  const open = new Set<LiveReader>()
  return {
    t,
    crm: t.crm,
    async listen(
      tenant,
      { roles = ['admin'], id = `user-${roles.join('-')}`, ...person },
      query,
      headers,
    ) {
      await t.crm.tenants.ensure(tenant)
      const actor = JSON.stringify({ tenant, id, roles, ...person })
      return listenWith({ 'x-test-actor': actor, ...headers }, query)
    },
    listenWith,
    async settle(...readers) {
      const { id } = (await t.as('acme').post('/books', { title: 'A mark' })).body.data
      for (const reader of readers) await reader.until('the mark', ({ data }) => data?.id === id)
    },
    async close() {
      await Promise.all([...open].map((reader) => reader.close()))
      await t.close()
    },
  }

  async function listenWith(headers: Headers, query = ''): Promise<LiveReader> {
    const abort = new AbortController()
    const request = new Request(`http://crm.test/api/v1/live${query}`, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: abort.signal,
    })
    const reader = readLive(await t.crm.fetch(request), abort)
    open.add(reader)
    if (reader.status !== 200) await until('the problem', () => reader.problem !== undefined)
    if (reader.status === 200) await reader.until('ready', ({ event }) => event === 'ready')
    return reader
  }
}
