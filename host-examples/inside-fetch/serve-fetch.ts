import { createServer, type Server } from 'node:http'
import { Readable } from 'node:stream'

/** What Next and Hono do for you on Node: requests and responses of `node:http` in their WHATWG form. */
export function serveFetch(handle: (request: Request) => Promise<Response>): Server {
  return createServer((req, res) => {
    const hasBody = req.method !== 'GET' && req.method !== 'HEAD'
    const request = new Request(`http://${req.headers.host}${req.url}`, {
      method: req.method ?? 'GET',
      headers: req.headers as Record<string, string>,
      ...(hasBody ? { body: Readable.toWeb(req) as never, duplex: 'half' } : {}),
    })
    handle(request).then(
      (response) => {
        res.writeHead(response.status, Object.fromEntries(response.headers))
        if (response.body) Readable.fromWeb(response.body).pipe(res)
        else res.end()
      },
      (error: unknown) => res.writeHead(500).end(String(error)),
    )
  })
}
