/**
 * The network of one provider, with faults: `provider.fetch = stall('GET /contacts')`. A call is named by its method and the start of its
 * path below `/api/v1`; whatever is not meant goes to the engine as ever. The elements do not know.
 */

/** Never answered. */
export function stall(call) {
  return (input, init) =>
    isMeant(call, input, init)
      ? new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal.reason))
        })
      : fetch(input, init)
}

/** Answered with this problem (RFC 9457). */
export function refuse(call, status, problem) {
  return async (input, init) =>
    isMeant(call, input, init)
      ? new Response(JSON.stringify({ status, ...problem }), {
          status,
          headers: { 'content-type': 'application/problem+json' },
        })
      : fetch(input, init)
}

/** A cable that can be pulled: from then on no call gets through, those under way included. */
export function cable() {
  const pulled = new AbortController()
  const { signal } = pulled
  return {
    fetch: async (input, init) => {
      signal.throwIfAborted()
      return fetch(input, { ...init, signal: AbortSignal.any([signal, init?.signal ?? signal]) })
    },
    pull: () => pulled.abort(new TypeError('Failed to fetch')),
  }
}

/** The connection breaks in the middle of this call: it has arrived, its answer has not. */
export function cutOff(call) {
  let isCut = false
  return async (input, init) => {
    if (!isCut && !isMeant(call, input, init)) return fetch(input, init)
    isCut = true
    throw new TypeError('Failed to fetch')
  }
}

/** Somebody else is quicker: their change is stored before this call goes on. Once. */
export function overtake(call, theirs) {
  let isDone = false
  return async (input, init) => {
    if (!isDone && isMeant(call, input, init)) {
      isDone = true
      await theirs()
    }
    return fetch(input, init)
  }
}

function isMeant(call, input, init) {
  const path = new URL(input, location.href).pathname.replace(/^\/crm\/api\/v1/, '')
  return `${init?.method ?? 'GET'} ${path}`.startsWith(call)
}
