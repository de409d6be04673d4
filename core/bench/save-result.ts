import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'

/** Writes a result with what it was measured on, beside the others, and prints it as a table. */
export async function saveResult(
  name: string,
  settings: object,
  rows: readonly object[],
): Promise<void> {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  }
  const versions = {
    node: process.version,
    commit: git('rev-parse', '--short', 'HEAD'),
    changed: git('status', '--porcelain') !== '',
  }
  const result = { name, at: new Date().toISOString(), machine, versions, settings, rows }
  await writeFile(
    new URL(`results/${name}.json`, import.meta.url),
    `${JSON.stringify(result, undefined, 2)}\n`,
  )
  console.table(rows)
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim()
}
