import { assertOptions, type CrmOptions } from '../kernel/crm-options.ts'
import { buildEngine, type Engine } from '../kernel/engine.ts'
import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { lifecycleContext } from '../kernel/lifecycle-context.ts'
import { composeManifest, type Manifest } from '../kernel/manifest.ts'
import { openDatabase } from '../kernel/open-database.ts'
import { createCliLogger } from './cli-logger.ts'

export interface OpenEngine {
  readonly engine: Engine
  close(): Promise<void>
}

/** The options checked and the plugins composed; nothing is opened. */
export function composeOptions(options: CrmOptions): Manifest {
  assertOptions(options)
  return composeManifest(options.plugins, ENGINE_VERSION)
}

/** An engine without HTTP and without a worker, as a command needs it. */
export async function openEngine(options: CrmOptions): Promise<OpenEngine> {
  const manifest = composeOptions(options)
  const logger = options.logger ?? createCliLogger()
  const database = await openDatabase(options, manifest, logger)
  try {
    // The embedded database belongs to whoever runs it; another one is migrated on purpose only.
    if (options.database?.url === undefined && options.migrate === undefined)
      await database.migrate()
    else await database.migrator.check()
    const engine = buildEngine(options, manifest, database, logger)
    const lifecycle = lifecycleContext(database)
    for (const plugin of manifest.plugins) await plugin.lifecycle?.boot?.(lifecycle)
    return { engine, close: () => closeEngine(engine) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function closeEngine({ manifest, tenantDb, database }: Engine): Promise<void> {
  for (const plugin of [...manifest.plugins].reverse()) await plugin.lifecycle?.close?.()
  await tenantDb.close()
  await database.close()
}
