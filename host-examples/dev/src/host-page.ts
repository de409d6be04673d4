import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HostSession, HostUser } from './host-session.ts'

const folder = new URL('../page/', import.meta.url)
const javascript = 'text/javascript; charset=utf-8'

/** Everything the page consists of, beside the elements; nothing else of the disk is served. */
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/assets/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/assets/logo.svg': ['logo.svg', 'image/svg+xml'],
  ...Object.fromEntries(
    ['main.js', 'views.js', 'code-samples.js', 'element.js'].map((name) => [
      `/assets/${name}`,
      [name, javascript] as const,
    ]),
  ),
}
const ELEMENTS = '/assets/elements/'

/** No inline script or style, nothing from elsewhere: the policy of a careful host, which all that CRMKit puts in a page must live with. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  // The page is edited while it is open.
  'cache-control': 'no-cache',
}

export interface HostPageOptions {
  readonly session: HostSession
  readonly apiKey: string
  /** Modules of the elements by file name. */
  readonly elements: ReadonlyMap<string, Uint8Array>
  /** Lets a user of the product in on a page of this origin. */
  readonly embedSession: (user: HostUser, origin: string) => Promise<object>
}

/** Answers the host's own pages; false for a path that is not one of them. */
export function createHostPage({ session, apiKey, elements, embedSession }: HostPageOptions) {
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const path = (req.url ?? '/').split('?')[0] ?? '/'
    if (path === '/crm-session' && req.method === 'POST') {
      letIn(req, res).catch((error: unknown) => {
        console.error('No session could be made.', error)
        res.writeHead(503, headers).end()
      })
      return true
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') return false
    if (path === '/session.json') {
      const { name, email } = session.user
      sendJson(res, { origin: originOf(req), apiKey, user: { name, email } })
      return true
    }
    const module = path.startsWith(ELEMENTS) ? elements.get(path.slice(ELEMENTS.length)) : undefined
    if (module) {
      res.writeHead(200, { ...headers, 'content-type': javascript }).end(module)
      return true
    }
    const file = files[path]
    if (!file) return false
    const [name, type] = file
    const login = path === '/' ? { 'set-cookie': session.cookie } : {}
    res.writeHead(200, { ...headers, 'content-type': type, ...login })
    res.end(readFileSync(new URL(name, folder)))
    return true
  }

  /** Only who is signed in gets a session; the cookie is `SameSite=Strict`, so no other site's page can ask. */
  async function letIn(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const user = session.userOf(req.headers)
    if (user) sendJson(res, await embedSession(user, originOf(req)))
    else res.writeHead(401, headers).end()
  }
}

function sendJson(res: ServerResponse, value: object): void {
  res.writeHead(200, {
    ...headers,
    'content-type': 'application/json',
    'cache-control': 'no-store',
  })
  res.end(JSON.stringify(value))
}

function originOf(req: IncomingMessage): string {
  return `http://${req.headers.host ?? 'localhost'}`
}
