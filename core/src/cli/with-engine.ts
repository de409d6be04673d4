import type { Command } from 'commander'

import type { Engine } from '../kernel/engine.ts'
import { loadConfig } from './load-config.ts'
import { globalOptions } from './output.ts'

/**
 * Runs a command's work with the engine its configuration describes, and closes it. The engine's code is loaded here and not at
 * the top: it takes a second that `--help` must not wait for.
 */
export async function withEngine<T>(
  command: Command,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { options } = await loadConfig(globalOptions(command).config)
  const { openEngine } = await import('./open-engine.ts')
  const open = await openEngine(options)
  try {
    return await work(open.engine)
  } finally {
    await open.close()
  }
}
