import { Command } from 'commander'

import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerExport } from './commands/export.ts'
import { registerImport } from './commands/import.ts'
import { registerInit } from './commands/init.ts'
import { registerJobs } from './commands/jobs.ts'
import { registerKeys } from './commands/keys.ts'
import { registerMigrate } from './commands/migrate.ts'
import { registerPlugin } from './commands/plugin.ts'
import { registerReference } from './commands/reference.ts'
import { registerSchema } from './commands/schema.ts'
import { registerTenants } from './commands/tenants.ts'
import { registerTypes } from './commands/types.ts'
import { registerUndoImport } from './commands/undo-import.ts'
import { registerWorker } from './commands/worker.ts'
import { VARIABLES } from './environment.ts'
import { CONFIG_NAMES } from './load-config.ts'

/** The whole tree of commands; `docs/reference/cli.md` is drawn from it. */
export function createProgram(): Command {
  const program = new Command('crmkit')
    .description(
      'Sets up, migrates, watches and runs a CRM built with CRMKit, by the same configuration as your application.',
    )
    .version(ENGINE_VERSION, '-v, --version', 'print the version of @crmkit/core')
    .option('-c, --config <file>', `configuration file (default: ${CONFIG_NAMES.join(', ')})`)
    .option('--json', 'answer as JSON, for programs')
    .option('--debug', 'show where an error happened')
    .helpOption('-h, --help', 'explain a command')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see how it is called.')
    .addHelpText('after', afterHelp())
  for (const register of [
    registerInit,
    registerDoctor,
    registerMigrate,
    registerWorker,
    registerJobs,
    registerTenants,
    registerKeys,
    registerExport,
    registerImport,
    registerUndoImport,
    registerPlugin,
    registerSchema,
    registerTypes,
    registerReference,
  ]) {
    register(program)
  }
  tidy(program)
  return program
}

/** In the list of its parent a command is its first sentence, and `help` is an option, not one more command. */
function tidy(command: Command): void {
  command.helpCommand(false)
  if (command.parent)
    command.summary(
      /^[^]*?[.:](?=\s|$)|^[^]*$/.exec(command.description())?.[0].replace(/[.:]$/, '') ?? '',
    )
  command.commands.forEach(tidy)
}

function afterHelp(): string {
  const width = Math.max(...VARIABLES.map(([name]) => name.length))
  const variables = VARIABLES.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`)
  return `
Environment (what the configuration file says wins):
${variables.join('\n')}

Exit codes: 0 done, 1 it failed or something is wrong, 2 it was called wrongly.

First steps:
  $ crmkit init                     write crm.config.ts
  $ crmkit migrate up               make the tables
  $ crmkit tenants add acme         the first tenant
  $ crmkit keys create --tenant acme --name "My server" --role admin
  $ crmkit doctor                   is everything as it should be?`
}
