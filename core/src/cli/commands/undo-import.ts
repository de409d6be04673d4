import type { Command } from 'commander'

import { followImport, withWorker } from '../follow-import.ts'
import { answer, good } from '../output.ts'
import { withTenant } from '../with-tenant.ts'

export function registerUndoImport(program: Command): void {
  program
    .command('undo-import')
    .description('Take back all an import did, except where records have changed since')
    .argument('<id>', 'id of the import, as the import prints it')
    .requiredOption('-t, --tenant <key>', 'tenant, by its key or id')
    .action(async (id: string, options: { tenant: string }, command: Command) => {
      await withTenant(command, options.tenant, async (engine, context) => {
        const started = await engine.imports.service.undo(context, id)
        const ended = await withWorker(engine, () => followImport(engine, context, started))
        const { removed, restored, kept } = ended.undone
        answer(command, { id, state: ended.state, ...ended.undone }, [
          `${good('Undone')}: ${removed} records removed, ${restored} set back, ${kept} left alone because they have changed or are in use.`,
        ])
      })
    })
}
