import { Agent, type IncomingMessage, request } from 'node:http'

/** What became of one request; every one that was sent has an outcome, however it ended. */
export interface Outcome {
  readonly kind: 'get' | 'list' | 'create'
  readonly tenant: string
  /** When a connection took it, on the monotonic clock, in ms. */
  readonly sentAt: number
  readonly endedAt: number
  /** Whether that connection had served a request before. */
  readonly reused: boolean
  /** Undefined when no whole answer came. */
  readonly status?: number
  readonly headers?: IncomingMessage['headers']
  readonly body?: unknown
  /** `ECONNREFUSED`, or what else the socket said. */
  readonly error?: string
}

export interface Load {
  readonly outcomes: readonly Outcome[]
  /** Ids of contacts that were answered with 201, with their tenant. */
  readonly acknowledged: ReadonlyMap<string, string>
  /** Sends no more and waits for the answers. */
  stop(): Promise<void>
}

/** Names carry their tenant, so that a record in the wrong hands shows. */
const TENANTS = ['acme', 'other'] as const
const KINDS = ['get', 'list', 'get', 'create', 'get'] as const

/**
 * So many requests a second, whatever becomes of them, over kept-alive connections: reads and writes of two tenants in turn.
 * `known` are contacts to read, by tenant.
 */
export function startLoad(options: {
  readonly origin: string
  readonly perSecond: number
  readonly connections?: number
  readonly known: Readonly<Record<string, readonly string[]>>
}): Load {
  const { origin, perSecond, connections = 16 } = options
  // First in, first out: every connection is used, none idles into the stop.
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const outcomes: Outcome[] = []
  const acknowledged = new Map<string, string>()
  const pending = new Set<Promise<void>>()
  const startedAt = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * perSecond) / 1_000
    for (; sent < due; sent++) send(sent)
  }, 5)
  // A test that fails before it stops the load must not run for ever.
  timer.unref()

  return {
    outcomes,
    acknowledged,
    async stop() {
      clearInterval(timer)
      while (pending.size > 0) await Promise.all(pending)
      agent.destroy()
    },
  }

  function send(n: number): void {
    const tenant = TENANTS[n % TENANTS.length] ?? 'acme'
    const kind = KINDS[n % KINDS.length] ?? 'get'
    const ids = options.known[tenant] ?? []
    const answer = call(agent, origin, { kind, tenant, ...targetOf(kind, tenant, ids, n) }).then(
      (outcome) => {
        outcomes.push(outcome)
        const { data } = (outcome.body ?? {}) as { data?: { id: string } }
        if (outcome.status === 201 && data) acknowledged.set(data.id, tenant)
      },
    )
    pending.add(answer)
    void answer.then(() => pending.delete(answer))
  }
}

interface Target {
  readonly method: string
  readonly path: string
  readonly body?: object
}

function targetOf(
  kind: Outcome['kind'],
  tenant: string,
  ids: readonly string[],
  n: number,
): Target {
  if (kind === 'get') return { method: 'GET', path: `/contacts/${ids[n % ids.length]}` }
  if (kind === 'list') return { method: 'GET', path: '/contacts?limit=10&sort=-createdAt' }
  return { method: 'POST', path: '/contacts', body: { firstName: `n${n}`, lastName: tenant } }
}

function call(
  agent: Agent,
  origin: string,
  { kind, tenant, method, path, body }: Target & Pick<Outcome, 'kind' | 'tenant'>,
): Promise<Outcome> {
  const text = body && JSON.stringify(body)
  return new Promise((resolve) => {
    let sentAt = performance.now()
    const headers = {
      'x-user': `ann@${tenant}`,
      ...(text && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    }
    const req = request(`${origin}/api/v1${path}`, { agent, method, headers }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
      res.on('end', () => {
        const answer = { status: res.statusCode ?? 0, headers: res.headers }
        end({ ...answer, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
    })
    req.on('socket', () => (sentAt = performance.now()))
    req.on('error', (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message }))
    req.end(text)

    function end(rest: Partial<Outcome>): void {
      const { reusedSocket: reused } = req
      resolve({ kind, tenant, sentAt, endedAt: performance.now(), reused, ...rest })
    }
  })
}

/** Of which tenants the contacts in an answer are, by the name they were given. */
export function tenantsIn({ body }: Outcome): readonly string[] {
  const { data = [] } = (body ?? {}) as { data?: { lastName: string } | { lastName: string }[] }
  return [...new Set([data].flat().map(({ lastName }) => lastName))]
}

/** Answers by status and code, `200` or `503 POOL_EXHAUSTED`, and those that never came by what the socket said. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, error, body } of outcomes) {
    const { code } = (body ?? {}) as { code?: string }
    const key = [status ?? error, code].filter(Boolean).join(' ')
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
