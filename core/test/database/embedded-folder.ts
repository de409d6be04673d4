import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import pg from 'pg'

import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/database/embedded-postgres.ts'

/** A folder for one test, the servers started in it, and the end of both. */
export async function temporaryFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'crmkit-embedded-'))
  const started: EmbeddedPostgres[] = []
  return {
    dir,
    async start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
      const postgres = await startEmbeddedPostgres({ dir, durable: false, ...options })
      started.push(postgres)
      return postgres
    },
    async remove(): Promise<void> {
      for (const postgres of started) await postgres.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

interface StartedElsewhere {
  readonly reused: boolean
  readonly ownerUrl: string
}

/** A Node process that starts the server; it may be killed before it is done. */
export function spawnStart(dir: string, options: { detached?: boolean } = {}) {
  const script = fileURLToPath(new URL('start-embedded.ts', import.meta.url))
  return spawn(process.execPath, ['--conditions=crmkit-source', script, dir], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/** Starts the server in a Node process of its own and resolves when that process says what it got. */
export async function startInAnotherProcess(dir: string) {
  const child = spawnStart(dir)
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { reused, ownerUrl } = JSON.parse(line.toString()) as StartedElsewhere
  return {
    reused,
    ownerUrl,
    /** As the operating system ends a process that takes too much memory. */
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async stop(): Promise<void> {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

export async function postmasterPid(dir: string): Promise<number> {
  const state = JSON.parse(await readFile(join(dir, 'crmkit.json'), 'utf8')) as { dataDir: string }
  const text = await readFile(join(state.dataDir, 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

export async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Asked by connecting: the number of an ended process may stay as a zombie where nobody collects it. */
export async function isRunning(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    (error: { code?: string }) => {
      if (error.code === 'ECONNREFUSED') return false
      throw error
    },
  )
}
