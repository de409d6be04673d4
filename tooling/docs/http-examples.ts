/** One exchange as a page shows it. */
export interface HttpExample {
  /** Of the fence in the page, for the title of its test. */
  readonly line: number
  readonly method: string
  /** As people read it: unencoded, with `{names}` of earlier answers. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly expected: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | undefined
  }
  /** The page says `<!-- jobs run -->` since the exchange before. */
  readonly afterJobs: boolean
}

/** Every block of the language `http`: request, `→ status`, answer; head and body apart by an empty line. */
export function readExamples(page: string): HttpExample[] {
  let end = 0
  return [...page.matchAll(/^```http\n([\s\S]*?)^```$/gm)].map((match) => {
    const between = page.slice(end, match.index)
    end = match.index + match[0].length
    const [request = '', answer = ''] = (match[1] ?? '').split(/^→ /m)
    const { first: requestLine, ...asked } = readMessage(request)
    const { first: status, ...expected } = readMessage(answer)
    const space = requestLine.indexOf(' ')
    return {
      line: page.slice(0, match.index).split('\n').length,
      method: requestLine.slice(0, space),
      target: requestLine.slice(space + 1),
      ...asked,
      expected: { status: Number(status), ...expected },
      afterJobs: between.includes('<!-- jobs run -->'),
    }
  })
}

function readMessage(text: string) {
  const [head = '', ...rest] = text.trim().split('\n\n')
  const [first = '', ...headers] = head.split('\n')
  return {
    first,
    headers: Object.fromEntries(
      headers.map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    ),
    body: rest.length === 0 ? undefined : rest.join('\n\n'),
  }
}

/** Values of earlier answers by name. */
export type Known = Map<string, string>

/** The text with every `{name}` that is known filled in. */
export function filled(text: string, known: Known): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => known.get(name) ?? place)
}

/** The target as it goes over the wire: values of the query percent-encoded. */
export function encodedTarget(target: string): string {
  const mark = target.indexOf('?')
  if (mark === -1) return target
  const pairs = target
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return `${pair.slice(0, equals)}=${encodeURIComponent(pair.slice(equals + 1))}`
    })
  return `${target.slice(0, mark)}?${pairs.join('&')}`
}

/**
 * Where the answer differs from what the page shows of it. Members may be left out of the page, `…` is any text or value, and a
 * `{name}` nobody knows yet takes its value from the answer.
 */
export function differences(shown: unknown, came: unknown, known: Known, path = ''): string[] {
  if (typeof shown === 'string') return textDifference(shown, came, known, path)
  if (Array.isArray(shown)) {
    if (!Array.isArray(came) || came.length !== shown.length)
      return [`${path}: ${shown.length} entries are shown, ${JSON.stringify(came)} came`]
    return shown.flatMap((item, index) => differences(item, came[index], known, `${path}/${index}`))
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof came !== 'object' || came === null)
      return [`${path}: an object is shown, ${JSON.stringify(came)} came`]
    return Object.entries(shown).flatMap(([key, value]) =>
      differences(value, (came as Record<string, unknown>)[key], known, `${path}/${key}`),
    )
  }
  return Object.is(shown, came)
    ? []
    : [`${path}: ${JSON.stringify(shown)} is shown, ${JSON.stringify(came)} came`]
}

function textDifference(shown: string, came: unknown, known: Known, path: string): string[] {
  if (shown === '…') return came === undefined ? [`${path}: is shown, nothing came`] : []
  const name = /^\{(\w+)\}$/.exec(shown)?.[1]
  if (name !== undefined && !known.has(name) && typeof came === 'string') known.set(name, came)
  const expected = filled(shown, known).split('…').map(literally).join('[\\s\\S]*')
  return typeof came === 'string' && new RegExp(`^${expected}$`).test(came)
    ? []
    : [`${path}: "${shown}" is shown, ${JSON.stringify(came)} came`]
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
