import type { Command } from 'commander'

import type { RequestContext } from '../identity/request-context.ts'
import type { Engine } from '../kernel/engine.ts'
import { withEngine } from './with-engine.ts'

/** Runs a command's work inside one tenant, with every right: whoever reads the configuration has the database anyway. */
export function withTenant<T>(
  command: Command,
  tenant: string,
  work: (engine: Engine, context: RequestContext) => Promise<T>,
): Promise<T> {
  return withEngine(command, async (engine) => {
    const { id } = await engine.tenants.resolve(tenant)
    return work(engine, engine.systemContext(id, 'crmkit', 'host'))
  })
}
