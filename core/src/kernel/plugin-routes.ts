import type { Route } from '../http/route.ts'
import type { Manifest } from './manifest.ts'
import type { Scopes } from './scopes.ts'

/** Routes of plugins as the HTTP floor takes them: each handler is given its plugin's context. */
export function pluginRoutes({ routes }: Manifest, scopes: Scopes): Route[] {
  return routes.map(({ plugin, value }): Route => {
    const { handler, tag = plugin, ...route } = value
    return {
      ...route,
      tag,
      async handler(call) {
        // A public route has no actor, so no tenant and no context to work in.
        const context =
          route.access === 'public' ? undefined : (await scopes.of(call.context)).contextOf(plugin)
        return handler(call, context)
      },
    }
  })
}
