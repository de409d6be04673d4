import type { Logger } from '../base/logger.ts'
import { ensureChangePartitions } from '../changes/partitions.ts'
import type { HttpApp } from '../http/app.ts'
import { createApp } from './create-app.ts'
import type { CrmOptions } from './crm-options.ts'
import { buildEngine, type Engine } from './engine.ts'
import { lifecycleContext } from './lifecycle-context.ts'
import type { Manifest } from './manifest.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'
import { closeEngine } from './stop-engine.ts'

/** An engine that serves requests and runs jobs. */
export interface Running {
  readonly engine: Engine
  readonly app: HttpApp
}

/** Opens everything, floor by floor; whatever was opened is closed again when a later step fails. */
export async function startEngine(
  options: CrmOptions,
  manifest: Manifest,
  logger: Logger,
): Promise<Running> {
  const database = await openDatabase(options, manifest, logger)
  let engine: Engine | undefined
  try {
    await bringUpToDate(options, database)
    engine = buildEngine(options, manifest, database, logger)
    const lifecycle = lifecycleContext(database)
    for (const plugin of manifest.plugins) await plugin.lifecycle?.boot?.(lifecycle)
    if (!engine.mails.on)
      logger.info('Mail is off: createCrm was given no mail. Nothing is sent by e-mail.')
    const app = createApp(options, engine)
    if (options.worker !== 'off') await engine.worker.start()
    for (const plugin of manifest.plugins) await plugin.lifecycle?.ready?.(lifecycle)
    return { engine, app }
  } catch (error) {
    // What keeps the engine from starting is worth more than what else goes wrong while it is taken down.
    await (engine ? closeEngine(engine, 0) : database.close()).catch(() => undefined)
    throw error
  }
}

async function bringUpToDate(options: CrmOptions, database: OpenDatabase): Promise<void> {
  const mode = options.migrate ?? (options.database?.url === undefined ? 'auto' : 'check')
  if (mode === 'auto') await database.migrate()
  if (mode === 'check') {
    await database.migrator.check()
    await ensureChangePartitions(database.pools.owner, database.schema)
  }
}
