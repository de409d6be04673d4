import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import type { Folder } from './embedded-folder.ts'
import { processIsAlive, serverEnvironment } from './embedded-process.ts'
import { errors } from './errors.ts'

/** What `postmaster.pid` says (PostgreSQL docs, "Database File Layout"). */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby'
}

const POLL_MS = 10
const LOG_MAX_BYTES = 8 * 1024 * 1024
/** A fast shutdown writes all changed pages first; a slow disk takes its time. */
const STOP_TIMEOUT_MS = 60_000

/** The server of the folder, if its process lives. */
export async function findPostmaster(folder: Folder): Promise<Postmaster | undefined> {
  const found = await readPostmaster(folder)
  if (found === undefined) return undefined
  if (await isPostmaster(folder, found.pid)) return found
  // PostgreSQL replaces the file of a dead server, but not when the number in it belongs to some process now; after the
  // restart of a container, where numbers are small, that is the rule. It goes on checking shared memory by itself.
  if (processIsAlive(found.pid) && (await readPostmaster(folder))?.pid === found.pid) {
    await rm(pidFile(folder), { force: true })
  }
  return undefined
}

/** Starts the server and resolves when it accepts connections; undefined when another process is starting it. */
export async function startPostmaster(
  folder: Folder,
  options: { port?: number; settings: Readonly<Record<string, string>>; deadline: number },
): Promise<Postmaster | undefined> {
  for (;;) {
    const port = await choosePort(folder, options.port)
    const outcome = await spawnPostmaster(folder, port, options.settings, options.deadline)
    if (typeof outcome !== 'string') return outcome
    // A free port may be taken between looking and listening.
    const portTaken = /could not bind|could not create any TCP\/IP sockets/.test(outcome)
    if (portTaken && options.port) throw errors.EMBEDDED_PORT_TAKEN({ port })
    if ((await findPostmaster(folder)) !== undefined) return undefined
    // The last connections of a killed server are ending.
    const retry =
      portTaken ||
      /pre-existing shared memory block|is still in use|lock file .* already exists/.test(outcome)
    if (!retry || Date.now() > options.deadline) throw startFailure(folder, outcome)
    await sleep(100)
  }
}

/** Waits for a server that another process is starting; undefined when it ended instead. */
export async function waitUntilReady(
  folder: Folder,
  deadline: number,
): Promise<Postmaster | undefined> {
  for (;;) {
    const found = await findPostmaster(folder)
    if (found === undefined || found.status === 'ready') return found
    if (Date.now() > deadline) throw startFailure(folder, await readTail(folder, 0))
    await sleep(POLL_MS)
  }
}

/** Ends the server: clients are disconnected, changes are written. Resolves when it is gone. */
export async function stopPostmaster(folder: Folder, pid: number): Promise<void> {
  await signalFastShutdown(folder, pid)
  await waitUntilGone(folder, pid)
}

export async function waitUntilGone(folder: Folder, pid: number): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS
  // The file goes last. The process itself may stay as a zombie where nobody collects it (a container without init).
  while ((await readPostmaster(folder))?.pid === pid && (await isPostmaster(folder, pid))) {
    if (Date.now() > deadline) {
      throw errors.EMBEDDED_STOP_FAILED({ dir: folder.dir, pid, timeoutMs: STOP_TIMEOUT_MS })
    }
    await sleep(POLL_MS)
  }
}

function pidFile({ state }: Folder): string {
  return join(state.dataDir, 'postmaster.pid')
}

async function readPostmaster(folder: Folder): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(folder), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const status = (lines[7]?.trim() || 'starting') as Postmaster['status']
  return { pid, port: Number(lines[3]), status }
}

/** True when the process lives and serves this folder: its number may have gone to another program since. */
async function isPostmaster({ state }: Folder, pid: number): Promise<boolean> {
  if (!processIsAlive(pid)) return false
  const command = await commandOf(pid)
  return command === undefined || command.includes(state.dataDir)
}

/** Empty for a zombie, undefined where the system does not tell. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  }
  if (process.platform === 'win32') return undefined
  return promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
}

async function choosePort({ state }: Folder, wanted: number | undefined): Promise<number> {
  if (wanted) {
    if ((await freePort(wanted)) === undefined) throw errors.EMBEDDED_PORT_TAKEN({ port: wanted })
    return wanted
  }
  const remembered = state.port === undefined ? undefined : await freePort(state.port)
  return remembered ?? (await freePort(0)) ?? 0
}

/** The port itself when it is free, any free one for 0. */
async function freePort(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true })
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : undefined
  } catch {
    return undefined
  } finally {
    server.close()
  }
}

/** The running server, or the log of the one that ended while starting. */
async function spawnPostmaster(
  folder: Folder,
  port: number,
  settings: Readonly<Record<string, string>>,
  deadline: number,
): Promise<Postmaster | string> {
  const { state, account, binaries, logFile } = folder
  const logFrom = await logSize(folder)
  const log = await open(logFile, logFrom === 0 ? 'w' : 'a', 0o600)
  const args = ['-D', state.dataDir, '-p', String(port)]
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
  const child = spawn(binaries.postgres, args, {
    ...account,
    cwd: '/',
    env: serverEnvironment(),
    // A session of its own: Ctrl-C in the terminal reaches the engine, which drains its requests first.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let ended: string | undefined
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => (ended = `ended with ${signal ?? `code ${code}`}`))
  child.unref()
  await log.close()
  for (;;) {
    const found = await readPostmaster(folder)
    if (found?.pid === child.pid && found?.status === 'ready') return found
    if (ended !== undefined) return `${await readTail(folder, logFrom)}(the process ${ended})`
    if (Date.now() > deadline) throw startFailure(folder, await readTail(folder, logFrom))
    await sleep(POLL_MS)
  }
}

/** 0 when there is none, or when it has grown so big that it starts anew. */
async function logSize({ logFile }: Folder): Promise<number> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  return size > LOG_MAX_BYTES ? 0 : size
}

async function readTail({ logFile }: Folder, from: number): Promise<string> {
  const text = await readFile(logFile).catch(() => Buffer.alloc(0))
  return text.subarray(Math.max(from, text.length - 4_000)).toString('utf8')
}

function startFailure({ dir, logFile }: Folder, tail: string): Error {
  return errors.EMBEDDED_START_FAILED({ dir, log: logFile, tail })
}

async function signalFastShutdown({ state, binaries }: Folder, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals; pg_ctl speaks to the server through a named pipe.
    const args = ['stop', '--pgdata', state.dataDir, '--mode=fast', '--no-wait']
    await promisify(execFile)(binaries.pgCtl, args, { env: serverEnvironment() })
    return
  }
  try {
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
