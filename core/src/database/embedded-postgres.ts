import { setTimeout as sleep } from 'node:timers/promises'

import { createDatabase } from './embedded-database.ts'
import { type Folder, prepareFolder, rememberPort } from './embedded-folder.ts'
import { type Lease, takeLease } from './embedded-lease.ts'
import {
  findPostmaster,
  startPostmaster,
  stopPostmaster,
  waitUntilGone,
  waitUntilReady,
} from './embedded-postmaster.ts'
import { errors } from './errors.ts'

export interface EmbeddedPostgresOptions {
  /** Everything is kept below this folder; made when missing. */
  readonly dir: string
  /** On 127.0.0.1. Without it a free one is taken and remembered. */
  readonly port?: number | undefined
  /** False gives up the data on a power cut, for tests: nothing waits for the disk. */
  readonly durable?: boolean | undefined
  /** Settings of postgresql.conf, over the defaults below. They hold when this call starts the server. */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** Repairing after a power cut takes longest. */
  readonly startTimeoutMs?: number | undefined
}

export interface EmbeddedPostgres {
  /** `crm_owner`: owns the database, may create roles, is no superuser. */
  readonly ownerUrl: string
  /** `crm_app`: bound by row-level security. */
  readonly appUrl: string
  readonly superuserUrl: string
  readonly port: number
  /** True when the server was already running: of another process, or of one that was killed. */
  readonly reused: boolean
  /** Stops the server, unless another living process uses it. Close the pools first. */
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 120_000

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket file would have to fit 107 bytes of path; the loopback interface always works.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  // Short statements by the thousand: compiling one costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  // Statements that fail are told to their caller; the log is for the server's own trouble.
  log_min_error_statement: 'panic',
  log_min_messages: 'log',
  log_checkpoints: 'off',
}
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }

/** Starts a real PostgreSQL with its data in a folder, or attaches to the one already running there. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true
  const deadline = Date.now() + (options.startTimeoutMs ?? START_TIMEOUT_MS)
  const folder = await prepareFolder(options.dir, durable)
  const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE), ...options.settings }
  const { port, reused, lease } = await attachOrStart(folder, options, settings, deadline)
  await rememberPort(folder, port)
  const urls = await createDatabase(folder, port)

  let stopping: Promise<void> | undefined
  return Object.freeze({
    ...urls,
    port,
    reused,
    stop: () => (stopping ??= stopUnlessUsed(folder, lease)),
  })
}

interface Attached {
  readonly port: number
  readonly reused: boolean
  readonly lease: Lease
}

async function attachOrStart(
  folder: Folder,
  options: EmbeddedPostgresOptions,
  settings: Readonly<Record<string, string>>,
  deadline: number,
): Promise<Attached> {
  const { dir } = folder
  const port = options.port || undefined
  for (;;) {
    const found = await findPostmaster(folder)
    if (found?.status === 'stopping') {
      await waitUntilGone(folder, found.pid)
      continue
    }
    const running =
      found === undefined
        ? await startPostmaster(folder, { port, settings, deadline })
        : await waitUntilReady(folder, deadline)
    if (running === undefined) continue
    if (port !== undefined && running.port !== port) {
      throw errors.EMBEDDED_RUNS_ON_OTHER_PORT({ dir, came: running.port, expected: port })
    }
    const lease = await takeLease(folder, running.port)
    if (lease !== undefined) return { port: running.port, reused: found !== undefined, lease }
    // Its last user is about to stop it.
    await sleep(20)
  }
}

async function stopUnlessUsed(folder: Folder, lease: Lease): Promise<void> {
  const last = await lease.release()
  if (!last) return
  const running = await findPostmaster(folder)
  if (running !== undefined) await stopPostmaster(folder, running.pid)
}
