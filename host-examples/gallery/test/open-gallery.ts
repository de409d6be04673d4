import { spawn } from 'node:child_process'
import { once } from 'node:events'

const program = new URL('../start.ts', import.meta.url).pathname

export interface Gallery {
  readonly origin: string
  close(): Promise<void>
}

/** What `npm run gallery` starts, on a free port; `now` is the day its records count from. */
export async function openGallery(now?: string): Promise<Gallery> {
  const child = spawn(process.execPath, ['--conditions=crmkit-source', program], {
    env: { ...process.env, NO_COLOR: '1', PORT: '0', ...(now ? { CRMKIT_NOW: now } : {}) },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'exit')
  for (;;) {
    const printed = Buffer.concat(chunks).toString()
    const origin = /http:\/\/localhost:\d+/.exec(printed)?.[0]
    if (origin !== undefined) return { origin, close }
    if (child.exitCode !== null) throw new Error(`The gallery did not start:\n${printed}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }

  async function close(): Promise<void> {
    child.kill('SIGTERM')
    await ended
  }
}
