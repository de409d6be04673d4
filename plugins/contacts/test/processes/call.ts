/** What a single call got, and how long it took. */
export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly retryAfter: string | null
  readonly tookMs: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  readonly body: any
}

/** Calls a server process, as `ann` of the tenant `acme` unless the headers say otherwise. */
export async function call(
  origin: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = { 'x-user': 'ann@acme' },
): Promise<Answer> {
  const sentAt = performance.now()
  const type = body && { 'content-type': 'application/json' }
  const answer = await fetch(origin + path, {
    method,
    headers: { ...headers, ...type },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const parsed = text === '' ? undefined : (JSON.parse(text) as { code?: string })
  const { code } = parsed ?? {}
  const tookMs = performance.now() - sentAt
  const retryAfter = answer.headers.get('retry-after')
  return { status: answer.status, code, retryAfter, tookMs, body: parsed }
}
