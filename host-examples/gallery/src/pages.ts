import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Crm } from '@crmkit/core'

import { visitor, type WorldName, worldNames, type Worlds } from './worlds.ts'

const folder = new URL('../page/', import.meta.url)
const images = new URL('../../../docs/images/', import.meta.url)
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
}

/**
 * As strict as a careful host's. `gallery` is the page's own way from the markup it prints to the elements it shows: constants of its
 * sources, never anything of a record.
 */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html gallery",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-cache',
}

export interface PagesOptions {
  readonly crm: Pick<Crm, 'embedSession'>
  readonly elements: ReadonlyMap<string, Uint8Array>
  readonly worlds: Worlds
}

/** Answers the gallery's own paths; false for what belongs to the engine. */
export function createPages({ crm, elements, worlds }: PagesOptions) {
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const [pathname = '/', query = ''] = (req.url ?? '/').split('?')
    if (pathname === '/crm-session' && req.method === 'POST') {
      letIn(req, res, new URLSearchParams(query)).catch((error: unknown) => {
        console.error('No session could be made.', error)
        res.writeHead(503, headers).end()
      })
      return true
    }
    if (req.method !== 'GET' && req.method !== 'HEAD') return false
    if (pathname === '/ready') {
      const world = worldOf(new URLSearchParams(query))
      worlds.ready(world).then(
        () => send(res, 'application/json', '{}'),
        () => res.writeHead(503, headers).end(),
      )
      return true
    }
    if (pathname === '/ids.json') {
      send(res, 'application/json', JSON.stringify(worlds.ids))
      return true
    }
    const found = fileOf(pathname)
    if (found) send(res, found.type, found.bytes)
    return found !== undefined
  }

  function fileOf(path: string): { type: string; bytes: Uint8Array } | undefined {
    if (path === '/' || /^\/crm-[a-z-]+$/.test(path))
      return {
        type: 'text/html; charset=utf-8',
        bytes: readFileSync(new URL('index.html', folder)),
      }
    const [, kind, name = ''] = /^\/(assets|elements|images)\/([\w/.-]+)$/.exec(path) ?? []
    const type = types[name.split('.').at(-1) ?? '']
    if (type === undefined || name.includes('..')) return undefined
    if (kind === 'elements') {
      const bytes = elements.get(name)
      return bytes && { type, bytes }
    }
    const file = new URL(name, kind === 'images' ? images : folder)
    return existsSync(file) ? { type, bytes: readFileSync(file) } : undefined
  }

  /** Everybody is Nora, in the world and with the roles the page asks for: invented records, on this machine. */
  async function letIn(
    req: IncomingMessage,
    res: ServerResponse,
    asked: URLSearchParams,
  ): Promise<void> {
    const session = await crm.embedSession({
      tenant: worldOf(asked),
      user: visitor,
      roles: [asked.get('role') ?? 'admin'],
      origins: [`http://${req.headers.host ?? 'localhost'}`],
    })
    send(res, 'application/json', JSON.stringify(session))
  }
}

function worldOf(asked: URLSearchParams): WorldName {
  return worldNames.find((name) => name === asked.get('world')) ?? 'team'
}

function send(res: ServerResponse, type: string, body: string | Uint8Array): void {
  res.writeHead(200, { ...headers, 'content-type': type }).end(body)
}
