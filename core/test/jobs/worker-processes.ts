import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { addJobs } from '../../src/jobs/job-queue.ts'
import { type EngineDatabase, spec } from './engine-database.ts'
import type { WorkerProcessOptions } from './worker-process.ts'

const script = fileURLToPath(new URL('worker-process.ts', import.meta.url))

/** Processes that run the job `a:work`, and the tables in which their jobs leave what they did. */
export async function createWorkerProcesses(
  db: EngineDatabase,
  options: Omit<WorkerProcessOptions, 'ownerUrl'>,
) {
  await db.owner.query(`
    create table public.executions (n integer);
    create table public.marks (n integer primary key);
    create table public.effects (n integer);
    grant usage on schema public to crm_app;
    grant select, insert on public.executions, public.marks, public.effects to crm_app`)
  const children = new Set<ChildProcess>()
  const args = ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning', script]
  const argument = JSON.stringify({ ...options, ownerUrl: db.ownerUrl })

  return {
    async start(): Promise<ChildProcess> {
      const child = spawn(process.execPath, [...args, argument], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.add(child)
      child.once('exit', () => children.delete(child))
      await once(child.stdout, 'data')
      return child
    },
    async add(from: number, count: number): Promise<void> {
      const client = await db.owner.connect()
      const numbers = Array.from({ length: count }, (_, at) => from + at)
      await addJobs(
        client,
        'crm_jobs',
        numbers.map((n) => spec(db.acme, 'a:work', { payload: { n }, maxAttempts: 100 })),
      )
      client.release()
    },
    /** Ids of the jobs that a process holds. */
    async heldBy(child: ChildProcess): Promise<string[]> {
      const { rows } = await db.owner.query<{ id: string }>(
        `select j.id::text as id from crm_jobs._private_jobs j join crm.workers w on w.id = j.locked_by where w.pid = $1`,
        [child.pid],
      )
      return rows.map((row) => row.id)
    },
    /** Ids under which a process is known to be alive. */
    async workersOf(child: ChildProcess): Promise<string[]> {
      const { rows } = await db.owner.query<{ id: string }>(
        'select id from crm.workers where pid = $1',
        [child.pid],
      )
      return rows.map((row) => row.id)
    },
    async countOf(table: 'executions' | 'effects'): Promise<{ all: number; distinct: number }> {
      const { rows } = await db.owner.query<{ all: number; distinct: number }>(
        `select count(*) as all, count(distinct n) as distinct from public.${table}`,
      )
      return rows[0]!
    },
    waiting: async () => (await db.owner.query('select from crm_jobs._private_jobs')).rowCount ?? 0,
    stop(): void {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

export async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
