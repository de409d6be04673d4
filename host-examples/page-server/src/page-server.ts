import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

import type { Crm } from '@crmkit/core'

/** What the page is made of, by its path: `/`, `/page.css`, `/app.js`. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>

/** Everything of an embed session but the page it is for, which the request tells. */
export type SignedIn = Omit<Parameters<Crm['embedSession']>[0], 'origins'>

export interface PageServerOptions {
  readonly crm: Pick<Crm, 'callback' | 'embedSession'>
  readonly files: PageFiles
  /** The product's own login: who is asking, or nobody. */
  readonly signedIn: (request: IncomingMessage) => SignedIn | undefined
  /** Content Security Policy of every file; undefined for none. */
  readonly policy?: string | undefined
}

/**
 * What a careful host sends with every page, and all that CRMKit puts into one lives with: nothing inline, nothing from elsewhere, no
 * text that becomes code.
 */
export const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** The files of a page, `POST /crm-session` for its elements, and the engine below `/crm`. */
export function createPageServer(options: PageServerOptions): RequestListener {
  const { crm, files, signedIn } = options
  const policy = 'policy' in options ? options.policy : strictPolicy
  const engine = crm.callback()
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const file = files.get(path)
    if (file !== undefined) {
      const type = types[path.split('.').at(-1) ?? ''] ?? types['html']
      response.writeHead(200, {
        'content-type': type,
        ...(policy === undefined ? {} : { 'content-security-policy': policy }),
      })
      response.end(file)
    } else if (path === '/crm-session' && request.method === 'POST') {
      letIn(request, response).catch((error: unknown) => {
        console.error('No session could be made.', error)
        response.writeHead(503).end()
      })
    } else if (path.startsWith('/crm/')) {
      // As a router mounts it: the prefix is cut off.
      request.url = (request.url ?? '').slice('/crm'.length)
      engine(request, response)
    } else response.writeHead(404).end()
  }

  /** Only who is signed in gets a session, and it works on this page alone. */
  async function letIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const who = signedIn(request)
    if (!who) {
      response.writeHead(401).end()
      return
    }
    const origins = [`http://${request.headers.host ?? 'localhost'}`]
    const session = await crm.embedSession({ ...who, origins })
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(session))
  }
}
