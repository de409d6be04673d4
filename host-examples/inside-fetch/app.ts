import type { Crm } from '@crmkit/core'

/**
 * An application that is a function from `Request` to `Response`, as Next's App Router, Hono and Deno want it. The engine was made with
 * `basePath: '/crm'`. In Next: `export const { GET, POST, PUT, PATCH, DELETE } = …` of this function in `app/crm/[...path]/route.ts`.
 */
export function createApp(crm: Crm): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return new Response('our home page')
    if (pathname === '/orders') return Response.json({ ordered: await request.json() })
    if (pathname === '/crm/about') return new Response('our own page below the same prefix')
    if (pathname.startsWith('/crm/')) return crm.fetch(request)
    if (pathname === '/reports') return new Response('our reports')
    return new Response('not found', { status: 404 })
  }
}
