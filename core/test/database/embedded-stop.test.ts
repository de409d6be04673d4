import { afterEach, beforeEach, expect, test } from '@jest/globals'

import { isRunning, query, startInAnotherProcess, temporaryFolder } from './embedded-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

test('A second start attaches to the running server, and only the last stop stops it', async () => {
  const first = await folder.start()
  const second = await folder.start()
  expect(second).toMatchObject({ reused: true, port: first.port, appUrl: first.appUrl })

  await first.stop()
  await first.stop()
  expect(await query(second.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  await second.stop()
  expect(await isRunning(first.ownerUrl)).toBe(false)
})

test('A server that another process uses goes on when this one stops', async () => {
  const here = await folder.start()
  const there = await startInAnotherProcess(folder.dir)
  expect(there.reused).toBe(true)

  await here.stop()
  expect(await isRunning(here.ownerUrl)).toBe(true)
  await there.stop()
  expect(await isRunning(here.ownerUrl)).toBe(false)
})

test('Data and URL survive a stop', async () => {
  const before = await folder.start()
  await query(before.ownerUrl, 'create table public.kept as select 7 as number')
  await before.stop()
  const after = await folder.start()
  expect(after).toMatchObject({ reused: false, ownerUrl: before.ownerUrl })
  expect(await query(after.ownerUrl, 'select number from public.kept')).toEqual([{ number: 7 }])
})

test('Connections in use do not hold up a stop', async () => {
  const postgres = await folder.start()
  const sleeping = query(postgres.appUrl, 'select pg_sleep(60)')
  const refused = expect(sleeping).rejects.toThrow()
  await postgres.stop()
  await refused
})

test('Several processes starting one empty folder at once share one server', async () => {
  const processes = await Promise.all([1, 2, 3].map(() => startInAnotherProcess(folder.dir)))
  expect(processes.filter((one) => !one.reused)).toHaveLength(1)
  await Promise.all(processes.map((one) => one.stop()))
  expect(await isRunning(processes[0]?.ownerUrl ?? '')).toBe(false)
})
