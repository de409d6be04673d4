import { setTimeout as sleep } from 'node:timers/promises'

/** Adds the host's job, which works for `ms` and then leaves a tag of this name; false when the engine could not take it. */
export async function addJob(origin: string, name: string, ms: number): Promise<boolean> {
  return (await fetch(`${origin}/host/job?ms=${ms}&name=${name}`)).ok
}

/** Waits until every one of these jobs has left its tag; on a busy machine one may have failed several times, and wait longer each time. */
export async function allDone(origin: string, names: readonly string[]): Promise<void> {
  const headers = { 'x-user': 'ann@acme' }
  const wanted = names.slice(-100)
  let missing: readonly string[] = wanted
  for (const endMs = performance.now() + 90_000; performance.now() < endMs; await sleep(100)) {
    const answer = await fetch(`${origin}/api/v1/tags?limit=200&sort=-createdAt`, { headers })
    const { data = [] } = (await answer.json()) as { data?: { name: string }[] }
    const done = new Set(data.map(({ name }) => name))
    missing = wanted.filter((name) => !done.has(name))
    if (missing.length === 0) return
  }
  const jobs = await (await fetch(`${origin}/api/v1/jobs`, { headers })).text()
  throw new Error(`expected the jobs to be done: ${missing.join(', ')}. They say: ${jobs}`)
}
