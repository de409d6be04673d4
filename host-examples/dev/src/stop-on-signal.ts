import type { Server } from 'node:http'

import type { Crm } from '@crmkit/core'

/** On Ctrl+C or a `kill`, answers what is under way, then ends; a second signal ends at once. */
export function stopOnSignal(server: Server, crm: Crm): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())

  async function stop(): Promise<void> {
    if (stopping) process.exit(130)
    stopping = true
    console.log('\n  Stopping: answering what is under way …')
    try {
      await crm.close({ server })
      console.log('  Stopped.')
    } catch (error) {
      console.error(error)
      process.exitCode = 1
    }
  }
}
