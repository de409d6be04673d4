/** Question: how long from `createCrm` to the first answer, PostgreSQL up and migrated, all plugins loaded? Run: `npm run bench -- boot`. */
import { spawnSync } from 'node:child_process'

import { benchDatabase } from './bench-database.ts'
import { saveResult } from './save-result.ts'

const RUNS = 9
const database = await benchDatabase(1_000)
try {
  // The first one brings the tables of the other plugins.
  bootOnce(database.ownerUrl, database.appUrl)
  const runs = Array.from({ length: RUNS }, () =>
    bootOnce(database.ownerUrl, database.appUrl),
  ).sort((a, b) => a.readyMs - b.readyMs)
  const middle = runs[Math.floor(RUNS / 2)]!
  await saveResult('boot', { runs: RUNS }, [
    { scenario: 'median', ...middle },
    { scenario: 'slowest', ...runs[RUNS - 1]! },
  ])
} finally {
  await database.close()
}

/** A process of its own each time: what is loaded and compiled once must count every time. */
function bootOnce(
  url: string,
  appUrl: string,
): { importMs: number; readyMs: number; firstAnswerMs: number } {
  const program = `
    const t0 = performance.now()
    const { contacts } = await import('@crmkit/contacts')
    const { deals } = await import('@crmkit/deals')
    const { activities } = await import('@crmkit/activities')
    const { createCrm } = await import('@crmkit/core')
    const { pino } = await import('pino')
    const t1 = performance.now()
    const crm = createCrm({ migrate: 'auto', plugins: [contacts(), deals(), activities()], database: { url: ${JSON.stringify(url)}, appUrl: ${JSON.stringify(appUrl)} }, logger: pino({ level: 'silent' }) })
    await crm.ready()
    const t2 = performance.now()
    await crm.inject({ method: 'GET', url: '/api/v1/contacts', headers: {} })
    const t3 = performance.now()
    console.log(JSON.stringify({ importMs: t1 - t0, readyMs: t2 - t1, firstAnswerMs: t3 - t2 }))
    await crm.close()`
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=crmkit-source', '--input-type=module', '--eval', program],
    {
      encoding: 'utf8',
      cwd: new URL('.', import.meta.url),
    },
  )
  if (status !== 0) throw new Error(stderr)
  const times = JSON.parse(stdout) as Record<'importMs' | 'readyMs' | 'firstAnswerMs', number>
  return {
    importMs: Math.round(times.importMs),
    readyMs: Math.round(times.readyMs),
    firstAnswerMs: Math.round(times.firstAnswerMs),
  }
}
