import type { IncomingMessage, ServerResponse } from 'node:http'

import type { HttpApp } from '../../http/app.ts'

/** What Express and Connect put on a request. */
interface HostRequest extends IncomingMessage {
  readonly baseUrl?: string
}

export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next?: (error?: unknown) => void,
) => void

/**
 * Handler for `http.createServer`, Express and Connect. With a `next`, a path that is not ours goes on to the host's later
 * routes untouched (a bare Koa would end it with its own 404); without one it is answered 404.
 */
export function toNodeHandler(app: HttpApp): NodeHandler {
  return (req, res, next) => {
    // Express takes the prefix of `app.use('/crm', …)` off the URL and keeps it here.
    const { baseUrl } = req as HostRequest
    const mount = baseUrl ? { stripped: baseUrl } : undefined
    void app.handle(req, res, mount).then((ours) => {
      if (ours) return
      if (next) next()
      else void app.notFound(req, res)
    }, next)
  }
}
