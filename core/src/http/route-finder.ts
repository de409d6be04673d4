import type { IncomingMessage } from 'node:http'

import { isCrmError } from '../base/crm-error.ts'
import { errors } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { Components } from './input-check.ts'
import { type PreparedRoute, prepareRoute } from './prepared-route.ts'
import type { Answer, Call, Method, Route } from './route.ts'
import { RouteMeter } from './route-meter.ts'
import { RouteTree } from './route-tree.ts'

/** The API's own prefix below the mount. */
export const API_PREFIX = '/api/v1'

export interface FoundRoute {
  readonly route: PreparedRoute
  readonly params: Readonly<Record<string, string>>
  readonly rawQuery: string
}

export interface RouteFinder {
  /** Undefined when the path is not ours. A path of ours asked in a wrong way finds a route that answers so. */
  find(req: IncomingMessage, stripped: string): FoundRoute | undefined
  /** The route that answers 404. */
  readonly missing: FoundRoute
  /** For the metrics: every meter, those of the answers above included. */
  readonly meters: readonly RouteMeter[]
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})

export function createRouteFinder(
  routes: readonly Route[],
  basePath: string,
  components: Components,
): RouteFinder {
  const prepared = routes.map((route) => prepareRoute(route, components))
  const tree = plant(prepared)
  const prefix = basePath + API_PREFIX
  const otherMeter = new RouteMeter('', 'none')
  const missing = found(instead('notFound', notFound))
  return { find, missing, meters: [...prepared.map(({ meter }) => meter), otherMeter] }

  function find(req: IncomingMessage, stripped: string): FoundRoute | undefined {
    const url = originForm(req.url ?? '/')
    const start = prefixLength(url, stripped)
    if (start === 0) return undefined
    const mark = url.indexOf('?', start)
    const path = mark === -1 ? url.slice(start) : url.slice(start, mark)
    const rawQuery = mark === -1 ? '' : url.slice(mark + 1)
    try {
      return lookUp(req.method ?? 'GET', path, rawQuery)
    } catch (error) {
      if (!isCrmError(error)) throw error
      return found(instead('malformedPath', () => Promise.reject(error)))
    }
  }

  function lookUp(method: string, path: string, rawQuery: string): FoundRoute | undefined {
    const hit = tree.find(path)
    if (!hit) return undefined
    const route = hit.place.byMethod.get((method === 'HEAD' ? 'GET' : method) as Method)
    if (route) return { route, params: paramsOf(route, hit.values), rawQuery }
    const { allow } = hit.place
    if (method === 'OPTIONS')
      return found(instead('options', () => ({ status: 204, headers: { allow } })))
    return found(
      instead('methodNotAllowed', () =>
        Promise.reject(errors.METHOD_NOT_ALLOWED({ method, allow })),
      ),
    )
  }

  function prefixLength(url: string, stripped: string): number {
    if (url.startsWith(prefix) && endsPart(url, prefix.length)) return prefix.length
    const cut = stripped !== '' && url.startsWith(API_PREFIX) && endsPart(url, API_PREFIX.length)
    return cut ? API_PREFIX.length : 0
  }

  /** A public route without checks, in the place of one that is not there: it goes the same way, so it is logged and counted. */
  function instead(operationId: string, handler: PreparedRoute['handler']): PreparedRoute {
    const route: Route = {
      method: 'GET',
      path: '/',
      operationId,
      summary: '',
      tag: '',
      access: 'public',
      rawQuery: true,
      responses: {},
      handler,
    }
    return { ...prepareRoute(route, {}), meter: otherMeter }
  }
}

function notFound(call: Call): Promise<Answer> {
  const { method, url } = call as Exchange
  const path = url.split('?')[0]?.slice(0, 200)
  return Promise.reject(errors.ROUTE_NOT_FOUND({ method, path }))
}

function plant(routes: readonly PreparedRoute[]): RouteTree<PreparedRoute> {
  const tree = new RouteTree<PreparedRoute>()
  const names = new Map<string, PreparedRoute>()
  const conflicts: string[] = []
  for (const route of routes) {
    const { method, path, operationId } = route
    const namesake = names.get(operationId)
    if (namesake)
      conflicts.push(
        `operationId ${operationId}: ${namesake.method} ${namesake.path} and ${method} ${path}`,
      )
    names.set(operationId, route)
    if (!tree.add(method, path, route))
      conflicts.push(`${method} ${path} is taken, so ${operationId} has no place`)
  }
  if (conflicts.length > 0) throw errors.ROUTES_CONFLICT({ conflicts: conflicts.join('\n') })
  return tree
}

function paramsOf(
  route: PreparedRoute,
  values: readonly string[],
): Readonly<Record<string, string>> {
  const { paramNames } = route
  if (paramNames.length === 0) return NO_PARAMS
  const params: Record<string, string> = {}
  for (let i = 0; i < paramNames.length; i++) params[paramNames[i] ?? ''] = values[i] ?? ''
  return params
}

function found(route: PreparedRoute): FoundRoute {
  return { route, params: NO_PARAMS, rawQuery: '' }
}

function endsPart(url: string, at: number): boolean {
  const next = url[at]
  return next === '/' || next === '?' || next === undefined
}

/** RFC 9112 §3.2.2: a client of a proxy sends the whole URL; a server has to take it too. */
function originForm(url: string): string {
  if (url.startsWith('/')) return url
  const parsed = URL.parse(url)
  return parsed === null ? '/' : parsed.pathname + parsed.search
}
