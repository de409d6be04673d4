import type { Command } from 'commander'

import { answer, table } from '../output.ts'
import { withEngine } from '../with-engine.ts'

export function registerTenants(program: Command): void {
  const tenants = program.command('tenants').description('See and add the tenants of the engine')

  tenants
    .command('list')
    .description('List all tenants by key')
    .action(async (_options, command: Command) => {
      const all = await withEngine(command, (engine) => engine.tenants.list())
      answer(
        command,
        all,
        table(
          ['KEY', 'NAME', 'ID'],
          all.map(({ key, name, id }) => [key, name, id]),
        ),
      )
    })

  tenants
    .command('add')
    .description(
      'Add a tenant, or rename the one with this key.\nThe key is what your application calls it: an organisation id, a slug.',
    )
    .argument('<key>', 'your own name for the tenant; it never changes')
    .option('--name <name>', 'what people call it (default: the key)')
    .action(async (key: string, { name }: { name?: string }, command: Command) => {
      const tenant = await withEngine(command, (engine) =>
        engine.tenants.ensure(key, name === undefined ? {} : { name }),
      )
      answer(command, tenant, [`The tenant "${tenant.key}" is there: ${tenant.name}, ${tenant.id}`])
    })
}
