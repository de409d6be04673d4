import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { ServerProcessOptions } from './server-process.ts'

const script = fileURLToPath(new URL('server-process.ts', import.meta.url))

export interface ServerProcess {
  readonly pid: number
  readonly alive: boolean
  /** Waits until it listens, for the first time or again. */
  listening(): Promise<Listening>
  /** What it has written to its error output: warnings and errors of the engine, but for slow requests: the machine may be busy. */
  errors(): string
  signal(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

export interface Listening {
  readonly origin: string
  /** From the start of its work until it listened, in ms; loading the code comes before. */
  readonly readyMs: number
}

const running = new Set<ChildProcess>()

/** Starts a process with the whole engine. */
export function spawnServer(options: ServerProcessOptions): ServerProcess {
  const args = ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning', script]
  const child = spawn(process.execPath, [...args, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = once(child, 'exit').then(([code, by]: (number | NodeJS.Signals | null)[]) => {
    running.delete(child)
    return by ?? code ?? null
  })
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const errors = () =>
    Buffer.concat(chunks)
      .toString()
      .replaceAll(/^request answered slowly .*\n/gm, '')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()

  return {
    pid: child.pid ?? 0,
    get alive() {
      return child.exitCode === null && child.signalCode === null
    },
    async listening() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the server ended before it listened:\n${errors()}`)
      const { port, readyMs } = JSON.parse(value) as { port: number; readyMs: number }
      return { origin: `http://127.0.0.1:${port}`, readyMs }
    },
    errors,
    signal: (signal) => void child.kill(signal),
    ended,
  }
}

/** For `afterAll`: a failed test leaves no process behind. */
export function killServers(): void {
  for (const child of running) child.kill('SIGKILL')
}
