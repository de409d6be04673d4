import { styleText } from 'node:util'

import type { Command } from 'commander'

/** Options every command takes. */
export interface GlobalOptions {
  readonly config?: string
  readonly json?: boolean
  readonly debug?: boolean
}

export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>()
}

/** What a command answers, on standard output: JSON for programs with `--json`, else the lines for people. */
export function answer(command: Command, data: unknown, lines: readonly string[]): void {
  const text = globalOptions(command).json ? JSON.stringify(data, null, 2) : lines.join('\n')
  if (text !== '') process.stdout.write(`${text}\n`)
}

/** Told to people beside the answer: on standard error, so that a pipe carries the answer alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function good(text: string): string {
  return paint('green', text)
}

export function bad(text: string): string {
  return paint('red', text)
}

export function caution(text: string): string {
  return paint('yellow', text)
}

export function faint(text: string): string {
  return paint('dim', text)
}

/** Columns under a faint head, as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [faint(line(head)), ...rows.map(line)]
}

/** Only on a terminal, and not under NO_COLOR: styleText looks at both. */
function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout })
}
