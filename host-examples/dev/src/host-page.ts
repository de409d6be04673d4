import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HostSession } from './host-session.ts'

const folder = new URL('../page/', import.meta.url)

/** Everything the page consists of; nothing else of the disk is served. */
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/assets/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/assets/logo.svg': ['logo.svg', 'image/svg+xml'],
  ...scripts('main.js', 'api.js', 'code-samples.js', 'contact-row.js', 'element.js', 'live.js'),
}

/** No inline script or style, nothing from elsewhere: the policy of a careful host, which all that CRMKit puts in a page must live with. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  // The page is edited while it is open.
  'cache-control': 'no-cache',
}

/** Answers the host's own pages; false for a path that is not one of them. */
export function createHostPage(options: { session: HostSession; apiKey: string }) {
  const { session, apiKey } = options
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const path = (req.url ?? '/').split('?')[0] ?? '/'
    const file = files[path]
    if (req.method !== 'GET' && req.method !== 'HEAD') return false
    if (path === '/session.json') {
      const origin = `http://${req.headers.host ?? 'localhost'}`
      const { name, email } = session.user
      res.writeHead(200, {
        ...headers,
        'content-type': 'application/json',
        'set-cookie': session.cookie,
      })
      res.end(JSON.stringify({ origin, apiKey, user: { name, email } }))
      return true
    }
    if (!file) return false
    const [name, type] = file
    const login = path === '/' ? { 'set-cookie': session.cookie } : {}
    res.writeHead(200, { ...headers, 'content-type': type, ...login })
    res.end(readFileSync(new URL(name, folder)))
    return true
  }
}

function scripts(...names: string[]): Record<string, readonly [string, string]> {
  return Object.fromEntries(
    names.map((name) => [`/assets/${name}`, [name, 'text/javascript; charset=utf-8'] as const]),
  )
}
