import { compileValidator, faultsOf } from '../../base/validator.ts'
import type { Route } from '../../http/route.ts'
import type { CrmOptions } from '../../kernel/crm-options.ts'
import { buildEngine, type Engine } from '../../kernel/engine.ts'
import { engineRoutes } from '../../kernel/engine-routes.ts'
import type { Manifest } from '../../kernel/manifest.ts'
import { pluginRoutes } from '../../kernel/plugin-routes.ts'
import { createCliLogger } from '../cli-logger.ts'
import type { Timings } from './examine.ts'
import { bad, type Finding, found, ok } from './finding.ts'
import type { FoundDatabase } from './open-as-found.ts'
import { workerFindings } from './worker-findings.ts'

/** What only a whole engine tells: its routes, the settings of its tenants, the state of its jobs. */
export async function examineEngine(
  options: CrmOptions,
  manifest: Manifest,
  database: FoundDatabase,
  timings: Timings,
): Promise<readonly Finding[]> {
  return found('settings', 'Correct settings in the configuration.', async () => {
    const startedAt = performance.now()
    const engine = buildEngine(options, manifest, database, options.logger ?? createCliLogger())
    try {
      const routes: readonly Route[] = [
        ...engineRoutes(engine, () => routes),
        ...pluginRoutes(manifest, engine.scopes, engine.tenants),
      ]
      timings['build'] = performance.now() - startedAt
      return [
        ok('routes', `${routes.length} below ${options.basePath ?? ''}/api/v1`),
        ...(await found('settings', 'See the message.', () => tenantSettingFindings(engine))),
        ...(await found('worker', 'See the message.', () => workerFindings(options, engine))),
      ]
    } finally {
      await engine.tenantDb.close()
    }
  })
}

/** Looking at more would take minutes, and the same mistake repeats itself. */
const MAX_TENANTS = 1_000

/** What a tenant saved may no longer fit a newer version of the plugin. */
async function tenantSettingFindings({ manifest, tenants, settings }: Engine): Promise<Finding[]> {
  const all = await tenants.list()
  const stated = manifest.plugins.flatMap((plugin) =>
    plugin.settings?.scope === 'tenant'
      ? [{ plugin: plugin.name, validate: compileValidator(plugin.settings.schema) }]
      : [],
  )
  const findings: Finding[] = []
  for (const tenant of stated.length === 0 ? [] : all.slice(0, MAX_TENANTS)) {
    const values = await settings.of(tenant.id)
    for (const { plugin, validate } of stated) {
      if (validate(values.get(plugin) ?? {})) continue
      const faults = faultsOf(validate.errors).map(
        ({ path, message }) => `${path || '/'} ${message}`,
      )
      const text = `Those of "${plugin}" of the tenant "${tenant.key}" do not fit: ${faults.join('; ')}`
      findings.push(
        bad('settings', text, `Correct them: PATCH /settings/${plugin} as an admin of the tenant.`),
      )
    }
  }
  if (findings.length > 0) return findings
  return [ok('settings', `they fit; ${all.length} ${all.length === 1 ? 'tenant' : 'tenants'}`)]
}
