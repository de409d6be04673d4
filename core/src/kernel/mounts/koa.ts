import type Koa from 'koa'

import type { HttpApp } from '../../http/app.ts'

/** Middleware for a Koa host: shares its context chain; what is not ours goes on to the next one. */
export function toKoaMiddleware(app: HttpApp): Koa.Middleware {
  return (context, next) => app.middleware(context, next)
}
