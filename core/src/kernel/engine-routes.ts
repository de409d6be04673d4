import { createContractRoutes } from '../contract/contract-routes.ts'
import { entityRoutes } from '../entities/routes/entity-routes.ts'
import type { Route } from '../http/route.ts'
import { apiKeyRoutes } from './admin-routes/api-key-routes.ts'
import { meRoute } from './admin-routes/me-route.ts'
import { permissionRoutes } from './admin-routes/permission-routes.ts'
import { roleRoutes } from './admin-routes/role-routes.ts'
import { settingsRoutes } from './admin-routes/settings-routes.ts'
import type { Engine } from './engine.ts'
import { ENGINE_VERSION } from './engine-version.ts'

/** The engine's own part of the API, in the order the documentation shows it. */
export function engineRoutes(engine: Engine, all: () => readonly Route[]): Route[] {
  const { registry } = engine.manifest
  return [
    ...[...registry.entities.values()].flatMap((entity) => entityRoutes(entity, engine)),
    meRoute(engine),
    ...permissionRoutes(engine),
    ...roleRoutes(engine),
    ...apiKeyRoutes(engine),
    ...settingsRoutes(engine),
    ...createContractRoutes({ registry, routes: all, info: { title: 'CRMKit', version: ENGINE_VERSION } }),
  ]
}
