import type Koa from 'koa'

/** How a host took us in. */
export interface Mount {
  /** The prefix its router cut off the URL. */
  readonly stripped: string
  /** What its body parser made of the body. */
  readonly parsedBody?: unknown
}

export const NOT_MOUNTED: Mount = Object.freeze({ stripped: '' })

export type Middleware = (context: Koa.Context, next: () => Promise<unknown>) => Promise<void>

export interface MountedContext extends Koa.Context {
  /** Given by our own mounts. */
  crmMount?: Mount | undefined
  /** Given by koa-mount. */
  mountPath?: string | undefined
}

/** From our own mounts as they said it; from a host's Koa what koa-mount and body parsers leave on the context. */
export function mountOf(context: Koa.Context): Mount {
  const { crmMount, mountPath, request } = context as MountedContext
  if (crmMount) return crmMount
  const parsedBody = (request as { body?: unknown }).body
  if (mountPath === undefined && parsedBody === undefined) return NOT_MOUNTED
  return { stripped: mountPath ?? '', parsedBody }
}

/**
 * Koa's composition alone. Its `callback()` would end every request, also those that are not ours: an Express host would never
 * see its later routes again.
 */
export function composed(koa: Koa): Middleware {
  // `app.compose` is public (koa 3 application.js, option `compose`) and missing in @types/koa 3.0.3.
  const composer = koa as unknown as { readonly compose: (middleware: unknown[]) => Middleware }
  return composer.compose(koa.middleware)
}
