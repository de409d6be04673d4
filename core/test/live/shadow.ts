import type { TestActor, TestClient } from '../../src/testing/create-test-crm.ts'
import type { Block, LiveReader } from './live-reader.ts'
import type { LiveWorld } from './live-world.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- records of every shape
type Rec = Record<string, any>

/** The authors as one reader shows them: loaded once, then kept right by the live feed alone, as the guide says. */
export interface Shadow {
  readonly records: ReadonlyMap<string, Rec>
  /** What it was told of, in order: request ids and versions. */
  readonly told: readonly Block['data'][]
  readonly resets: number
  /** Cuts the connection and comes back; what was on its way is lost. */
  drop(): Promise<void>
  /** Everything up to here is in. */
  settle(bookId: string): Promise<void>
  close(): Promise<void>
}

export async function createShadow(
  world: LiveWorld,
  tenant: string,
  actor: TestActor,
): Promise<Shadow> {
  const client = world.t.as(tenant, actor)
  const records = new Map<string, Rec>()
  const told: Block['data'][] = []
  let resets = 0
  let reader: LiveReader
  let applied = 0
  let applying = Promise.resolve()
  await open()

  return {
    records,
    told,
    get resets() {
      return resets
    },
    async drop() {
      const lastId = reader.lastId()
      await reader.close()
      take()
      await applying
      await open(lastId)
    },
    async settle(bookId) {
      await reader.until('the mark', ({ data }) => data?.id === bookId)
      take()
      await applying
    },
    close: () => reader.close(),
  }

  async function open(lastId?: string): Promise<void> {
    const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId }
    reader = await world.listen(tenant, actor, '?entities=author,book', headers)
    applied = 0
    take()
  }

  /** The blocks that have come since. Those a page has read count, also when the connection is cut behind them. */
  function take(): void {
    const fresh = reader.blocks.slice(applied)
    applied = reader.blocks.length
    applying = applying.then(async () => {
      for (const block of fresh) await apply(block)
    })
  }

  async function apply({ event, data }: Block): Promise<void> {
    if (event === 'ready' && !data.resumed) return reload()
    if (event === 'reset') {
      resets++
      return reload()
    }
    if (event !== 'change' || data.entity !== 'author') return
    told.push(data)
    const held = records.get(data.id)
    if (['gone', 'deleted', 'purged'].includes(data.action)) return void records.delete(data.id)
    if (data.partial || (!held && data.action !== 'created')) return load(data.id)
    if (held && data.version <= held['version']) return
    records.set(data.id, { ...held, ...data.values })
  }

  async function load(id: string): Promise<void> {
    const { status, body } = await client.get(`/authors/${id}`)
    if (status === 200) records.set(id, body.data)
    else records.delete(id)
  }

  async function reload(): Promise<void> {
    records.clear()
    for (const one of await listAuthors(client)) records.set(one['id'], one)
  }
}

export async function listAuthors(client: TestClient): Promise<Rec[]> {
  const { body } = await client.get('/authors?limit=200')
  return body.data
}
