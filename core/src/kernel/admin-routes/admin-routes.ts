import type { Route } from '../../http/route.ts'
import { type ApiKeyEngine, apiKeyRoutes } from './api-key-routes.ts'
import type { ExplainEngine } from './explain-route.ts'
import type { MeEngine } from './me-route.ts'
import { permissionRoutes } from './permission-routes.ts'
import { type RoleEngine, roleRoutes } from './role-routes.ts'
import { type SettingsEngine,settingsRoutes } from './settings-routes.ts'

export type AdminEngine = ApiKeyEngine & RoleEngine & ExplainEngine & MeEngine & SettingsEngine

/** What an admin of a tenant sets up: keys, roles, settings; and the answer to who may do what. */
export function adminRoutes(engine: AdminEngine): Route[] {
  return [
    ...permissionRoutes(engine),
    ...apiKeyRoutes(engine),
    ...roleRoutes(engine),
    ...settingsRoutes(engine),
  ]
}
