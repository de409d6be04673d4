import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { ServerProcessOptions } from './server-process.ts'

const script = fileURLToPath(new URL('server-process.ts', import.meta.url))

export interface ServerProcess {
  readonly origin: string
  readonly pid: number
  /** From the start of its script until it listens, in ms. */
  readonly readyMs: number
  readonly alive: boolean
  /** What it has written to its error output. */
  errors(): string
  /** Sends the signal and waits for the end: the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<{ ended: number | NodeJS.Signals | null; tookMs: number }>
}

const running = new Set<ChildProcess>()

/** Starts a process with the whole engine, and waits until it listens. */
export async function startServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const args = ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning', script]
  const child = spawn(process.execPath, [...args, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  void exited.then(() => running.delete(child))
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const errors = () => Buffer.concat(chunks).toString()

  const line = await Promise.race([once(child.stdout, 'data'), exited.then(() => undefined)])
  if (!line) throw new Error(`the server ended before it listened:\n${errors()}`)
  const { port, readyMs } = JSON.parse(String(line[0])) as { port: number; readyMs: number }

  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    readyMs,
    get alive() {
      return child.exitCode === null && child.signalCode === null
    },
    errors,
    async end(signal) {
      const sentAt = performance.now()
      child.kill(signal)
      const [code, by] = await exited
      return { ended: by ?? code, tookMs: Math.round(performance.now() - sentAt) }
    },
  }
}

/** For `afterAll`: a failed test leaves no process behind. */
export function killServers(): void {
  for (const child of running) child.kill('SIGKILL')
}
