import { spawn } from 'node:child_process'
import { once } from 'node:events'

const program = new URL('../start.ts', import.meta.url).pathname

export interface DevHost {
  readonly origin: string
  readonly apiKey: string
  /** Everything it has printed so far. */
  output(): string
  /** Sends the signal and waits; gives the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts what `npm start` starts, and waits for the banner. */
export async function startDevHost(env: Readonly<Record<string, string>>): Promise<DevHost> {
  const child = spawn(process.execPath, ['--conditions=crmkit-source', program], {
    env: { ...process.env, NO_COLOR: '1', PORT: '0', ...env },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const output = () => Buffer.concat(chunks).toString()
  const ended = once(child, 'exit') as Promise<[number | null]>

  while (!output().includes('Ctrl+C')) {
    if (child.exitCode !== null) throw new Error(`the host did not start:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    origin: / Page +(\S+)/.exec(output())?.[1] ?? '',
    apiKey: / API key +(\S+)/.exec(output())?.[1] ?? '',
    output,
    async stop(signal) {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}
