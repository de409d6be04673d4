import type { Command } from 'commander'

import { cliReference } from '../reference.ts'

/** For tooling/codegen.ts, which keeps docs/reference/cli.md; nothing a user needs, so `--help` does not name it. */
export function registerReference(program: Command): void {
  program
    .command('reference', { hidden: true })
    .description('Print this command line as Markdown')
    .action(() => {
      process.stdout.write(cliReference(program))
    })
}
