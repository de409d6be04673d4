import type { IncomingMessage, ServerResponse } from 'node:http'

/** Until the engine is ready, which takes a second or two: the browser asks again by itself. */
export function startingPage(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, {
    'retry-after': '1',
    refresh: '1',
    'content-type': 'text/plain; charset=utf-8',
  })
  res.end('CRMKit is starting …\n')
}
