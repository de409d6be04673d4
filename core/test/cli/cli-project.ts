import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { createTestDatabase, run as runSql } from '../database/test-database.ts'

const repository = resolve(import.meta.dirname, '../../..')
const binary = join(repository, 'core/bin/crmkit.js')

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Of an answer with `--json`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a wrong guess about its shape fails the test itself
  readonly json: any
}

type Environment = Readonly<Record<string, string>>

/** A host's project in a folder of its own, in which the real command runs, with a real database. */
export async function createProject() {
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-cli-'))
  await symlink(join(repository, 'node_modules'), join(dir, 'node_modules'))
  const database = await createTestDatabase()
  const environment = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.ownerUrl }
  await write('package.json', JSON.stringify({ name: 'host', private: true, type: 'module' }))

  return {
    dir,
    database,
    write,
    crmkit,
    start,
    sql: <T extends object>(text: string) => runSql<T>(database.ownerUrl, text),
    remove,
  }

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(dir, file)), { recursive: true })
    await writeFile(join(dir, file), text)
  }

  /** Runs the command to its end, without the start of a second Node that only the repository needs. */
  function crmkit(args: string, more: Environment = {}): Promise<Ran> {
    return finished(start(['--conditions=crmkit-source', binary, ...words(args)], more))
  }

  function start(args: readonly string[], more: Environment = {}) {
    return spawn(process.execPath, args, { cwd: dir, env: { ...environment, ...more } })
  }

  async function remove(): Promise<void> {
    await database.drop()
    await rm(dir, { recursive: true, force: true })
  }
}

export type Project = Awaited<ReturnType<typeof createProject>>

/** As an installed package has it: without the condition, so the command starts Node again. */
export const plainBinary = [binary] as const

export async function finished(child: ReturnType<Project['start']>): Promise<Ran> {
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout)
    },
  }
}

/** `keys create --name "Web shop"` as a shell splits it. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
}

/** A configuration that loads these plugins of the folder. */
export function configOf(...plugins: readonly [factory: string, folder: string][]): string {
  const imports = plugins.map(
    ([factory, folder]) => `import { ${factory} } from './plugins/${folder}/src/index.ts'`,
  )
  const calls = plugins.map(([factory]) => `${factory}()`).join(', ')
  return `${imports.join('\n')}\nexport default { plugins: [${calls}] }\n`
}
