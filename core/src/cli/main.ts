import { createProgram } from './program.ts'
import { globalOptions } from './output.ts'
import { reportError } from './report-error.ts'

/** Runs the command line. Sets the exit code and returns, so that what is still being written is written. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram()
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    const { debug = argv.includes('--debug') } = globalOptions(program)
    process.exitCode = reportError(error, { debug })
  }
}
