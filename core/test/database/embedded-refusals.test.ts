import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from '@jest/globals'

import { query, temporaryFolder } from './embedded-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

test('A port that another program uses is refused by its number', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  try {
    await expect(folder.start({ port })).rejects.toMatchObject({
      code: 'EMBEDDED_PORT_TAKEN',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    })
  } finally {
    other.close()
  }
})

test('A remembered port that is taken meanwhile is replaced by a free one', async () => {
  const before = await folder.start()
  await before.stop()
  const other = createServer().listen(before.port, '127.0.0.1')
  await once(other, 'listening')
  try {
    const after = await folder.start()
    expect(after.port).not.toBe(before.port)
    expect(await query(after.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    other.close()
  }
})

test('A server running on another port than the one asked for is named', async () => {
  const { port } = await folder.start()
  await expect(folder.start({ port: port + 1 })).rejects.toMatchObject({
    code: 'EMBEDDED_RUNS_ON_OTHER_PORT',
    details: { came: port, expected: port + 1 },
  })
})

test('A folder with files of something else is left alone', async () => {
  await writeFile(join(folder.dir, 'thesis.txt'), 'mine')
  await expect(folder.start()).rejects.toMatchObject({
    code: 'EMBEDDED_FOLDER_FOREIGN',
    message: expect.stringContaining('thesis.txt'),
  })
  expect(await readFile(join(folder.dir, 'thesis.txt'), 'utf8')).toBe('mine')
})

test('A folder of another major version names both versions', async () => {
  const postgres = await folder.start()
  await postgres.stop()
  const file = join(folder.dir, 'data', 'PG_VERSION')
  await writeFile(file, '14\n')
  await expect(folder.start()).rejects.toMatchObject({
    code: 'EMBEDDED_OTHER_MAJOR',
    message: expect.stringMatching(/PostgreSQL 14, .* brings 18/),
  })
})

test('A folder that cannot be made names the user and the reason', async () => {
  const file = join(folder.dir, 'a-file')
  await writeFile(file, '')
  await expect(folder.start({ dir: join(file, 'below') })).rejects.toMatchObject({
    code: 'EMBEDDED_FOLDER_NOT_WRITABLE',
    message: expect.stringContaining('ENOTDIR'),
  })
})

test('A broken crmkit.json is told by its path', async () => {
  await writeFile(join(folder.dir, 'crmkit.json'), '{"port": 1}')
  await expect(folder.start()).rejects.toMatchObject({
    code: 'EMBEDDED_STATE_BROKEN',
    message: expect.stringContaining(join(folder.dir, 'crmkit.json')),
  })
})

test('A folder below one that only its owner may enter works', async () => {
  // As root, PostgreSQL runs as another user: its data then lies where that user can go.
  const closed = await mkdtemp(join(tmpdir(), 'crmkit-closed-'))
  const dir = join(closed, 'database')
  await mkdir(dir)
  const postgres = await folder.start({ dir })
  expect(await query(postgres.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  await postgres.stop()
  const { dataDir } = JSON.parse(await readFile(join(dir, 'crmkit.json'), 'utf8'))
  await rm(dirname(dataDir), { recursive: true })
  await rm(closed, { recursive: true, force: true })
})
