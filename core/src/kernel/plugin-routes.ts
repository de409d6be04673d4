import { isCrmError } from '../base/crm-error.ts'
import type { Call, Route } from '../http/route.ts'
import type { Tenants } from '../tenancy/tenants.ts'
import { errors } from './errors.ts'
import type { Manifest } from './manifest.ts'
import type { AnyPluginContext, Scopes } from './scopes.ts'

/** Routes of plugins as the HTTP floor takes them: each handler is given its plugin's context. */
export function pluginRoutes({ routes }: Manifest, scopes: Scopes, tenants: Tenants): Route[] {
  return routes.map(({ plugin, value }): Route => {
    const { handler, tag = plugin, tenantOf, ...route } = value
    return {
      ...route,
      tag,
      async handler(call) {
        return handler(call, await contextFor(call))
      },
    }

    async function contextFor(call: Call): Promise<AnyPluginContext | undefined> {
      if (route.access !== 'public') return (await scopes.of(call.context)).contextOf(plugin)
      // Without a tenant there is no context to work in.
      if (!tenantOf) return undefined
      const { requestId } = call
      const tenantId = await knownTenant(tenantOf(call))
      return scopes.asPlugin(plugin, { tenantId, through: 'http', requestId })
    }
  })

  /** Strangers are not told of tenants, so that one there is none of is nothing but a wrong address. */
  async function knownTenant(given: string | undefined): Promise<string> {
    try {
      if (given !== undefined) return (await tenants.resolve(given)).id
    } catch (error) {
      if (!isCrmError(error) || error.code !== 'TENANT_UNKNOWN') throw error
    }
    throw errors.NOTHING_HERE()
  }
}
