import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

import {
  canEnter,
  isRoot,
  makeReachable,
  type OsAccount,
  osAccount,
  osUserName,
  UNREACHABLE_HOME,
} from './embedded-account.ts'
import { type Binaries, findBinaries } from './embedded-binaries.ts'
import { processIsAlive, serverEnvironment } from './embedded-process.ts'
import { errors } from './errors.ts'

/** What `<dir>/crmkit.json` remembers. */
export interface FolderState {
  /** Below the folder, unless PostgreSQL's account cannot enter it. */
  readonly dataDir: string
  /** The port of the last start. */
  readonly port?: number
  readonly passwords: { readonly postgres: string; readonly owner: string; readonly app: string }
}

export interface Folder {
  readonly dir: string
  readonly state: FolderState
  readonly account: OsAccount
  readonly binaries: Binaries
  readonly logFile: string
}

const STATE_FILE = 'crmkit.json'

/**
 * Makes the folder a database cluster, or finds that it is one. Two processes may do so at once and either may be
 * killed at any point: each step makes its result aside and moves it into place in one step.
 */
export async function prepareFolder(path: string, durable: boolean): Promise<Folder> {
  const dir = await openFolder(resolve(path))
  const known = await readState(dir)
  const account = await osAccount(known?.dataDir ?? join(dir, 'data'))
  const state = known ?? (await createState(dir, account))
  const binaries = await findBinaries(account)
  const folder = { dir, state, account, binaries, logFile: join(dir, 'postgres.log') }
  await assertOurs(folder)
  await removeLeftovers(state.dataDir)
  if (!(await exists(join(state.dataDir, 'PG_VERSION')))) await initialise(folder, durable)
  await assertMajor(folder)
  return folder
}

/** Remembers the port, so that a restart keeps the URL. */
export async function rememberPort({ dir, state }: Folder, port: number): Promise<void> {
  if (state.port === port) return
  const file = join(dir, STATE_FILE)
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, textOf({ ...state, port }), { mode: 0o600 })
  // Started once as root, a user's folder must stay that user's.
  const { uid, gid } = await stat(file)
  if (isRoot()) await chown(unfinished, uid, gid)
  await rename(unfinished, file)
}

async function openFolder(path: string): Promise<string> {
  try {
    await mkdir(path, { recursive: true })
    const dir = await realpath(path)
    const entries = await readdir(dir)
    const found = entries.filter((name) => !['.gitignore', '.gitkeep', 'lost+found'].includes(name))
    const ours = found.some((name) => name.startsWith(STATE_FILE))
    if (found.length > 0 && !ours) {
      throw errors.EMBEDDED_FOLDER_FOREIGN({ dir, found: found.slice(0, 5).join(', ') })
    }
    return dir
  } catch (error) {
    throw asFolderError(error, path)
  }
}

async function readState(dir: string): Promise<FolderState | undefined> {
  const file = join(dir, STATE_FILE)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw asFolderError(error, dir)
  }
  try {
    const state = JSON.parse(text) as Partial<FolderState>
    if (typeof state.dataDir === 'string' && state.passwords !== undefined) {
      // The folder may have been moved with its data.
      const inside = join(dir, 'data')
      return { ...state, dataDir: (await exists(inside)) ? inside : state.dataDir } as FolderState
    }
  } catch (cause) {
    throw errors.EMBEDDED_STATE_BROKEN({ file, reason: 'it is not JSON' }, { cause })
  }
  throw errors.EMBEDDED_STATE_BROKEN({ file, reason: 'dataDir or passwords is missing' })
}

/** A folder that is closed itself (as mkdtemp makes it) is opened for passing through; its files stay closed. */
async function openDoor(account: OsAccount, dir: string): Promise<boolean> {
  const { mode } = await stat(dir)
  await chmod(dir, mode | 0o011)
  if (await canEnter(account, dir)) return true
  await chmod(dir, mode)
  return false
}

/** Linking fails when the file is there: of two processes one wins, and both go on with its passwords. */
async function createState(dir: string, account: OsAccount): Promise<FolderState> {
  const password = () => randomBytes(24).toString('base64url')
  const reachable = (await canEnter(account, dir)) || (await openDoor(account, dir))
  const home = reachable
    ? dir
    : join(UNREACHABLE_HOME, `${basename(dir)}-${randomBytes(4).toString('hex')}`)
  const state: FolderState = {
    dataDir: join(home, 'data'),
    passwords: { postgres: password(), owner: password(), app: password() },
  }
  const unfinished = join(dir, `${STATE_FILE}.${process.pid}`)
  try {
    await writeFile(unfinished, textOf(state), { mode: 0o600 })
    await link(unfinished, join(dir, STATE_FILE)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(unfinished)
  } catch (error) {
    throw asFolderError(error, dir)
  }
  return (await readState(dir)) ?? state
}

async function initialise({ dir, state, account, binaries }: Folder, durable: boolean) {
  const { dataDir } = state
  const unfinished = `${dataDir}.${process.pid}`
  const passwordFile = `${unfinished}.password`
  try {
    if (dataDir.startsWith(UNREACHABLE_HOME)) await makeReachable(dirname(dataDir))
    await mkdir(unfinished, { mode: 0o700 })
    await writeFile(passwordFile, state.passwords.postgres, { mode: 0o600 })
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(unfinished, account.uid, account.gid)
      await chown(passwordFile, account.uid, account.gid)
    }
    await promisify(execFile)(
      binaries.initdb,
      [
        ...['--pgdata', unfinished, '--username=postgres', `--pwfile=${passwordFile}`],
        ...['--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions'],
        // The builtin provider orders text by code point: the same on every machine, whatever locales it has.
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...account, cwd: '/', env: serverEnvironment() },
    )
    // Not an error when another process was first: its cluster has the same passwords.
    await rename(unfinished, dataDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } catch (cause) {
    const { stderr, message } = cause as Error & { stderr?: string }
    throw errors.EMBEDDED_INIT_FAILED({ dir, reason: (stderr || message).trim() }, { cause })
  } finally {
    await rm(passwordFile, { force: true })
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Of processes that were killed while they made the cluster. */
async function removeLeftovers(dataDir: string): Promise<void> {
  const parent = dirname(dataDir)
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const pid = /^data\.(\d+)/.exec(name)?.[1]
    if (pid === undefined || processIsAlive(Number(pid))) continue
    // The killed process's initdb may still be writing; what it leaves is removed by the next start.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function assertOurs({ dir, state, account }: Folder): Promise<void> {
  const owner = await stat(state.dataDir).catch(() => undefined)
  const uid = account.uid ?? process.getuid?.()
  if (owner === undefined || uid === undefined || owner.uid === uid) return
  throw errors.EMBEDDED_FOLDER_OF_ANOTHER_USER({ dir, owner: owner.uid, user: osUserName() })
}

async function assertMajor({ dir, state, binaries }: Folder): Promise<void> {
  const came = (await readFile(join(state.dataDir, 'PG_VERSION'), 'utf8')).trim()
  if (came !== binaries.major) {
    throw errors.EMBEDDED_OTHER_MAJOR({ dir, came, expected: binaries.major })
  }
}

function asFolderError(error: unknown, dir: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(code ?? ''))
    return error
  return errors.EMBEDDED_FOLDER_NOT_WRITABLE(
    { dir, user: osUserName(), reason: message },
    { cause: error },
  )
}

function textOf(state: FolderState): string {
  return `${JSON.stringify(state, undefined, 2)}\n`
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
