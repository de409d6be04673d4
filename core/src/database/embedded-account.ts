import { execFile } from 'node:child_process'
import { chmod, mkdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { errors } from './errors.ts'

/** The OS user PostgreSQL runs as; empty for "as we do". */
export interface OsAccount {
  readonly uid?: number
  readonly gid?: number
}

/** Where root keeps what PostgreSQL's account must reach when the chosen folder lies in a closed one, such as /root. */
export const UNREACHABLE_HOME = '/var/lib/crmkit'

const ACCOUNT = 'postgres'
const run = promisify(execFile)

/** PostgreSQL refuses to run as root, so root lends it the account that owns the data, else one named `postgres`. */
export async function osAccount(dataDir: string): Promise<OsAccount> {
  if (!isRoot()) return {}
  const owner = await stat(join(dataDir, 'PG_VERSION')).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await findAccount()) ?? (await createAccount())
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** For messages: who we are to the operating system. */
export function osUserName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a number without a name.
    return String(process.getuid?.())
  }
}

/** True when the account may enter the folder: every folder above it must let it through as well. */
export async function canEnter({ uid, gid }: OsAccount, folder: string): Promise<boolean> {
  if (uid === undefined) return true
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  )
}

/** Makes a folder below `UNREACHABLE_HOME` that every account may enter, whatever the umask of root is. */
export async function makeReachable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const path of [UNREACHABLE_HOME, folder]) await chmod(path, 0o755)
}

async function findAccount(): Promise<OsAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, ACCOUNT])).stdout)),
    )
    return uid === undefined || gid === undefined ? undefined : { uid, gid }
  } catch {
    return undefined
  }
}

async function createAccount(): Promise<OsAccount> {
  // Debian, Fedora and their kin have useradd; Alpine has the adduser of busybox.
  const noLogin = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin']
  const byUseradd = () => run('useradd', [...noLogin, ACCOUNT])
  const byAdduser = () => run('adduser', ['-S', '-D', '-H', ACCOUNT])
  try {
    await byUseradd().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return byAdduser()
    })
  } catch (cause) {
    throw errors.EMBEDDED_NO_ACCOUNT({ reason: (cause as Error).message.trim() }, { cause })
  }
  const account = await findAccount()
  if (account === undefined) throw errors.EMBEDDED_NO_ACCOUNT({ reason: 'it is not there' })
  return account
}
