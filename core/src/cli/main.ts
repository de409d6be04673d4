import { globalOptions } from './output.ts'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'

/** Runs the command line. Sets the exit code and returns, so that what is still being written is written. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram()
  process.stdout.on('error', endWithReader)
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    const { debug = argv.includes('--debug') } = globalOptions(program)
    process.exitCode = reportError(error, { debug })
  }
}

/** `crmkit export … | head`: whoever reads has enough, which is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}
