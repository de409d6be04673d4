import { CommanderError } from 'commander'

import { type CrmError, isCrmError } from '../base/crm-error.ts'

/** 0 done · 1 it failed, or something is wrong · 2 it was called wrongly. */
export type ExitCode = 0 | 1 | 2

/** Tells what went wrong and what to do, on standard error; the stack only with `--debug`. */
export function reportError(
  error: unknown,
  { debug = false }: { readonly debug?: boolean },
): ExitCode {
  // commander has already said it.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const text = isCrmError(error) ? describeCrmError(error) : describeOther(error, debug)
  process.stderr.write(`error: ${text}\n`)
  if (debug) process.stderr.write(`\n${stacks(error)}\n`)
  return isCrmError(error) && error.status === 400 ? 2 : 1
}

function describeCrmError({ code, message, faults }: CrmError): string {
  const lines = faults.map((fault) => `  ${fault.path || '/'} ${fault.message}`)
  return [`${message} (${code})`, ...lines].join('\n')
}

function describeOther(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? connectionMessage(error) : String(error)
  return debug ? message : `${message}\nRun it again with --debug to see where it happened.`
}

/** A refused connection to a name with several addresses is an AggregateError without a message of its own. */
function connectionMessage(error: Error): string {
  if (error instanceof AggregateError) {
    return error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join('; ')
  }
  return error.message
}

function stacks(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? error.message
  return error.cause === undefined ? own : `${own}\ncaused by ${stacks(error.cause)}`
}
