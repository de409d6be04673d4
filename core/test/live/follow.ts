export interface Change {
  readonly entity: string
  readonly id: string
  readonly action: 'created' | 'updated' | 'deleted' | 'restored' | 'purged' | 'gone'
  /** Null only of a record that is gone. */
  readonly version: number | null
  readonly changed: readonly string[]
  readonly values: Readonly<Record<string, unknown>>
  /** `values` does not tell all: load the record. */
  readonly partial: boolean
  readonly requestId: string
}

export interface FollowOptions {
  /** `https://app.example/crm/api/v1/live?entities=contact`. */
  readonly url: string
  /** Asked at each connection, so that it never sends one that is over. */
  readonly token: () => Promise<string>
  /** Load what is shown: at the start, and whenever more was missed than can be told. */
  readonly reload: () => Promise<void>
  readonly apply: (change: Change) => Promise<void> | void
  readonly signal: AbortSignal
}

/** Follows the feed until aborted: comes back after each end, where it was. */
export async function follow(options: FollowOptions): Promise<void> {
  const { url, token, signal } = options
  const place = { id: '', retryMs: 1_000 }
  while (!signal.aborted) {
    try {
      const headers = new Headers({ authorization: `Bearer ${await token()}` })
      if (place.id !== '') headers.set('last-event-id', place.id)
      const response = await fetch(url, { headers, signal })
      if (response.ok && response.body) await readBlocks(response.body, place, options)
      else place.retryMs = Number(response.headers.get('retry-after') ?? 5) * 1_000
    } catch {
      // Cut off, or not reached.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, place.retryMs))
  }
}

async function readBlocks(
  body: ReadableStream<Uint8Array>,
  place: { id: string; retryMs: number },
  options: FollowOptions,
): Promise<void> {
  let text = ''
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
      await handle(field('event'), JSON.parse(field('data') ?? '{}'), options)
      place.id = field('id') ?? place.id
      place.retryMs = Number(field('retry') ?? place.retryMs)
    }
  }
}

async function handle(
  event: string | undefined,
  data: unknown,
  { apply, reload }: FollowOptions,
): Promise<void> {
  if (event === 'change') await apply(data as Change)
  else if (event === 'reset') await reload()
  else if (event === 'ready' && !(data as { resumed: boolean }).resumed) await reload()
}
