import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test } from '@jest/globals'

import {
  isRunning,
  postmasterPid,
  query,
  spawnStart,
  startInAnotherProcess,
  temporaryFolder,
} from './embedded-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

test('After kill -9 of the Node process the next start takes over the server it left running', async () => {
  const killed = await startInAnotherProcess(folder.dir)
  await killed.kill()
  expect(await isRunning(killed.ownerUrl)).toBe(true)

  const postgres = await folder.start()
  expect(postgres.reused).toBe(true)
  await postgres.stop()
  expect(await isRunning(killed.ownerUrl)).toBe(false)
})

test('Ctrl-C in the terminal reaches the engine and not its PostgreSQL', async () => {
  const engine = spawnStart(folder.dir, { detached: true })
  const [line] = (await once(engine.stdout, 'data')) as [Buffer]
  const { ownerUrl } = JSON.parse(line.toString()) as { ownerUrl: string }
  // A terminal signals the whole process group.
  process.kill(-Number(engine.pid), 'SIGINT')
  await once(engine, 'exit')
  expect(await isRunning(ownerUrl)).toBe(true)
  await (await folder.start()).stop()
})

test('After kill -9 of PostgreSQL the next start recovers what was committed', async () => {
  const before = await folder.start({ durable: true })
  await query(before.ownerUrl, 'create table public.kept as select 7 as number')
  process.kill(await postmasterPid(folder.dir), 'SIGKILL')

  const after = await folder.start()
  expect(after.reused).toBe(false)
  expect(await query(after.ownerUrl, 'select number from public.kept')).toEqual([{ number: 7 }])
})

test('A lock file whose process number now belongs to another program does not stop the start', async () => {
  const before = await folder.start()
  await before.stop()
  // As after the restart of a container: the number in the file is alive and is not PostgreSQL.
  const file = join(folder.dir, 'data', 'postmaster.pid')
  await writeFile(
    file,
    `${process.ppid}\n${folder.dir}/data\n1\n${before.port}\n\n127.0.0.1\n\nready   \n`,
  )

  const after = await folder.start()
  expect(after.reused).toBe(false)
  expect(await readFile(file, 'utf8')).not.toContain(`${process.ppid}\n`)
})

test('A process killed while it makes the folder leaves nothing that disturbs the next start', async () => {
  const killed = spawnStart(folder.dir)
  const made = `data.${killed.pid}`
  while (!(await readdir(folder.dir)).includes(made)) await sleep(5)
  killed.kill('SIGKILL')
  await once(killed, 'exit')

  let postgres = await folder.start()
  expect(await query(postgres.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  // The initdb of the killed one may go on writing for a moment; whatever it leaves, a later start removes.
  for (let starts = 1; (await readdir(folder.dir)).includes(made) && starts < 20; starts++) {
    await postgres.stop()
    postgres = await folder.start()
  }
  expect(await readdir(folder.dir)).not.toContain(made)
})
