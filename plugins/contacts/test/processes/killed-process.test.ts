import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, expect, test } from '@jest/globals'

import { addJob, allDone } from './host-jobs.ts'
import { accepts, embeddedIn, postmasterIn } from './own-postgres.ts'
import { missingContacts, seedContacts } from './seed-contacts.ts'
import { startLoad } from './send-load.ts'
import { killServers, spawnServer } from './start-server.ts'

const KILLS = process.env['CRMKIT_LONG'] ? 20 : 3

const dir = await mkdtemp(join(tmpdir(), 'crmkit-killed-'))
afterAll(async () => {
  killServers()
  await rm(dir, { recursive: true, force: true })
})

const options = {
  database: { embedded: { dir } },
  worker: { pollIntervalMs: 100, heartbeatMs: 300, deadAfterMs: 1_000 },
}

test(
  `${KILLS} times killed under writes, the same folder serves again within seconds, with everything that was answered`,
  async () => {
    const acknowledged = new Map<string, string>()
    let known: Awaited<ReturnType<typeof seedContacts>> | undefined
    const restartMs: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const server = spawnServer(options)
      const { origin, readyMs } = await server.listening()
      if (kill > 0) restartMs.push(readyMs)
      known ??= await seedContacts((await embeddedIn(dir)).url, 100)
      const load = startLoad({ origin, perSecond: 250, known })
      await addJob(origin, `killed-${kill}`, 200)
      await sleep(400 + Math.random() * 200)
      // Every second time the whole machine goes, as far as its processes are concerned.
      const { dataDir } = await embeddedIn(dir)
      if (kill % 2 === 1) process.kill(await postmasterIn(dataDir), 'SIGKILL')
      server.signal('SIGKILL')
      expect(await server.ended).toBe('SIGKILL')
      await load.stop()
      for (const [id, tenant] of load.acknowledged) acknowledged.set(id, tenant)
    }

    const server = spawnServer(options)
    const { origin, readyMs } = await server.listening()
    restartMs.push(readyMs)
    expect(Math.max(...restartMs)).toBeLessThan(20_000)
    expect(acknowledged.size).toBeGreaterThan(KILLS * 10)
    const { url } = await embeddedIn(dir)
    expect(await missingContacts(url, acknowledged)).toEqual([])
    // What the killed ones had begun is nobody's any more.
    await allDone(
      origin,
      Array.from({ length: KILLS }, (_, kill) => `killed-${kill}`),
    )
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(await accepts(url)).toBe(false)
  },
  KILLS * 15_000 + 30_000,
)
