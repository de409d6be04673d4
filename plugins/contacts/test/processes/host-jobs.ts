import { setTimeout as sleep } from 'node:timers/promises'

/** Adds the host's job, which works for `ms` and then leaves a tag of this name; false when the engine could not take it. */
export async function addJob(origin: string, name: string, ms: number): Promise<boolean> {
  return (await fetch(`${origin}/host/job?ms=${ms}&name=${name}`)).ok
}

/** Waits until every one of these jobs has left its tag. */
export async function allDone(origin: string, names: readonly string[]): Promise<void> {
  const headers = { 'x-user': 'ann@acme' }
  for (let tries = 0; tries < 150; tries++) {
    const answer = await fetch(`${origin}/api/v1/tags?limit=200&sort=-createdAt`, { headers })
    const { data = [] } = (await answer.json()) as { data?: { name: string }[] }
    const done = new Set(data.map(({ name }) => name))
    if (names.slice(-100).every((name) => done.has(name))) return
    await sleep(100)
  }
  throw new Error(`expected the jobs to be done: ${names.join(', ')}`)
}
