import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

import type { Answer, Call, Route } from '../http/route.ts'
import { errors } from './errors.ts'

/** Same place seen from `src/contract` and from `dist/contract`. */
const folder = new URL('../../assets/docs/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Nothing from outside, nothing inline. The page has no data in it: it asks for the document with the reader's own key. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The API documentation, drawn in the browser from `openapi.json` by `assets/docs/`. */
export function docsRoutes(tag: string): Route[] {
  let files: ReadonlyMap<string, File> | undefined
  return [
    {
      method: 'GET',
      path: '/docs',
      operationId: 'getDocs',
      summary: 'Read this documentation in a browser',
      tag,
      access: 'public',
      responses: {
        200: { description: 'The page; it asks for an API key.', contentType: 'text/html' },
      },
      handler: ({ mountPath }) => page((files ??= readFiles()), mountPath),
    },
    {
      method: 'GET',
      path: '/docs/:file',
      operationId: 'getDocsFile',
      summary: 'Get a part of the documentation page',
      tag,
      access: 'public',
      responses: {
        200: {
          description: 'A style sheet, a script or an image.',
          contentType: 'text/css',
          otherContentTypes: ['text/javascript', 'image/svg+xml'],
        },
        304: { description: 'You have this version (`If-None-Match`).' },
      },
      handler: (call) => file((files ??= readFiles()), call),
    },
  ]
}

interface File {
  readonly type: string
  readonly text: string
  readonly etag: string
}

/** 12 files of 41 kB in all, read when the page is first opened. */
function readFiles(): ReadonlyMap<string, File> {
  return new Map(
    readdirSync(folder).map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8')
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
      return [name, { type: TYPES[extname(name)] ?? 'application/octet-stream', text, etag }]
    }),
  )
}

function page(files: ReadonlyMap<string, File>, mountPath: string): Answer {
  const { type, text } = files.get('index.html') ?? { type: '', text: '' }
  // The mount path comes from the address of the request, so from anybody.
  const api = `${mountPath}/api/v1`.replace(
    /[&<>"']/g,
    (sign) => `&#${String(sign.charCodeAt(0))};`,
  )
  return { status: 200, body: text.replaceAll('%API%', api), headers: headersOf(type) }
}

function file(files: ReadonlyMap<string, File>, { params, headers }: Call): Answer {
  const name = params['file'] ?? ''
  const found = name === 'index.html' ? undefined : files.get(name)
  if (!found) throw errors.DOCS_FILE_NOT_FOUND({ file: name })
  const answered = { ...headersOf(found.type), etag: found.etag }
  return headers['if-none-match'] === found.etag
    ? { status: 304, headers: answered }
    : { status: 200, body: found.text, headers: answered }
}

function headersOf(type: string): Record<string, string> {
  return { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-cache' }
}
