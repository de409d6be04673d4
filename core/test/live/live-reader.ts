import { setTimeout as sleep } from 'node:timers/promises'

/** One block of a stream, as the WHATWG algorithm reads it. */
export interface Block {
  readonly id?: string
  readonly event?: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- events are JSON of every shape; a wrong guess fails the test
  readonly data?: any
  readonly retry?: number
  readonly comment?: true
}

export interface LiveReader {
  readonly status: number
  readonly headers: Headers
  /** Everything that came, heartbeats included. */
  readonly blocks: Block[]
  /** The `data` of all changes so far. */
  readonly changes: Block['data'][]
  /** What `Last-Event-ID` would be now. */
  lastId(): string | undefined
  readonly ended: boolean
  /** The body of a refusal. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a problem; a wrong guess fails the test
  readonly problem: any
  /** The first block that passes, now or later. */
  until(what: string, passes: (block: Block) => boolean, limitMs?: number): Promise<Block>
  /** Closes as a page does. */
  close(): Promise<void>
}

/** Reads a response body as server-sent events until it is closed. */
export function readLive(response: Response, abort: AbortController): LiveReader {
  const blocks: Block[] = []
  let lastId: string | undefined
  let ended = false
  let problem: unknown
  const reading = (async () => {
    if (response.status !== 200) {
      problem = await response.json()
      return
    }
    let text = ''
    const decoder = new TextDecoder()
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes as Uint8Array, { stream: true })
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const block = parseBlock(part)
        lastId = block.id ?? lastId
        blocks.push(block)
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (ended = true))
  return {
    status: response.status,
    headers: response.headers,
    blocks,
    get changes() {
      return blocks.filter(({ event }) => event === 'change').map(({ data }) => data)
    },
    lastId: () => lastId,
    get ended() {
      return ended
    },
    get problem() {
      return problem
    },
    async until(what, passes, limitMs = 15_000) {
      const deadline = performance.now() + limitMs
      for (;;) {
        const found = blocks.find(passes)
        if (found) return found
        if (performance.now() > deadline)
          throw new Error(`No ${what} within ${limitMs} ms; came: ${JSON.stringify(blocks)}`)
        await sleep(10)
      }
    },
    async close() {
      abort.abort()
      await reading
    },
  }
}

function parseBlock(text: string): Block {
  const block: Record<string, unknown> = {}
  for (const line of text.split('\n')) {
    if (line.startsWith(':')) block['comment'] = true
    const [, field = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'data') block['data'] = JSON.parse(value)
    else if (field === 'retry') block['retry'] = Number(value)
    else if (field !== '') block[field] = value
  }
  return block
}

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`)
    await sleep(10)
  }
}
