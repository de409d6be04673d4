import type { ChangeLogOptions } from '../changes/change-log.ts'
import { createChangeRoutes, createRecordChangesRoute } from '../changes/change-routes.ts'
import { createContractRoutes } from '../contract/contract-routes.ts'
import { createCustomFieldRoutes } from '../custom-fields/custom-field-routes.ts'
import type { Entity } from '../entities/entity.ts'
import { errors } from '../entities/errors.ts'
import { entityRoutes } from '../entities/routes/entity-routes.ts'
import type { Route } from '../http/route.ts'
import { createJobRoutes } from '../jobs/job-routes.ts'
import { createLayouts } from '../layouts/create-layouts.ts'
import { createLayoutRoutes } from '../layouts/layout-routes.ts'
import { createTimelineRoute } from '../timeline/timeline-route.ts'
import { createViews } from '../views/create-views.ts'
import { createViewRoutes } from '../views/view-routes.ts'
import { apiKeyRoutes } from './admin-routes/api-key-routes.ts'
import { embedRoutes } from './admin-routes/embed-routes.ts'
import { meRoute } from './admin-routes/me-route.ts'
import { permissionRoutes } from './admin-routes/permission-routes.ts'
import { roleRoutes } from './admin-routes/role-routes.ts'
import { settingsRoutes } from './admin-routes/settings-routes.ts'
import type { Engine } from './engine.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { timelineSources } from './timeline-sources.ts'

/** The engine's own part of the API, in the order the documentation shows it. */
export function engineRoutes(engine: Engine, all: () => readonly Route[]): Route[] {
  const { registry } = engine.manifest
  const { reader, writer, customFields } = engine
  const tenantFields = customFields.source
  return [
    ...[...registry.entities.values()].flatMap((entity) => [
      ...entityRoutes(entity, { reader, writer, tenantFields }),
      recordChanges(engine, entity),
    ]),
    meRoute(engine),
    ...permissionRoutes(engine),
    ...roleRoutes(engine),
    ...apiKeyRoutes(engine),
    ...embedRoutes(engine),
    ...settingsRoutes(engine),
    ...createChangeRoutes({
      ...changeLog(engine),
      readableEntities: ({ rights }) =>
        [...registry.entities.keys()].filter((name) => rights.scope(`${name}.read`) !== undefined),
    }),
    ...(engine.live.isOn ? [engine.live.route] : []),
    createTimelineRoute({
      schema: engine.database.schema,
      tenantDb: engine.tenantDb,
      registry,
      reader,
      sourcesFor: (context) => timelineSources(engine, context),
    }),
    ...createJobRoutes(changeLog(engine)),
    ...engine.imports.routes,
    ...createCustomFieldRoutes({ registry, customFields }),
    ...createViewRoutes(createViews({ ...changeLog(engine), registry, tenantFields })),
    ...createLayoutRoutes(
      createLayouts({ ...changeLog(engine), registry, tenantFields, roles: engine.roles }),
    ),
    ...createContractRoutes({
      registry,
      routes: all,
      info: { title: 'CRMKit', version: ENGINE_VERSION },
      tenantFields,
    }),
  ]
}

function recordChanges(engine: Engine, entity: Entity): Route {
  return createRecordChangesRoute({
    ...changeLog(engine),
    entity,
    async assertReadable(context, id) {
      const found = await engine.reader.get(context, entity, id, { fields: ['id'], deleted: 'all' })
      if (!found) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
    },
  })
}

function changeLog({ tenantDb, database, wake }: Engine): ChangeLogOptions {
  return { tenantDb, schema: database.schema, wake }
}
