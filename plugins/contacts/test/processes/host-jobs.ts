import { setTimeout as sleep } from 'node:timers/promises'

const headers = { 'x-user': 'ann@acme' }

/** Adds the host's job, which works for `ms` and then leaves a tag of this name; false when the engine could not take it. */
export async function addJob(origin: string, name: string, ms: number): Promise<boolean> {
  return (await fetch(`${origin}/host/job?ms=${ms}&name=${name}`)).ok
}

/** Waits until every one of these jobs has left its tag. One that has failed often waits for minutes: it is asked to go on now. */
export async function allDone(origin: string, names: readonly string[]): Promise<void> {
  const wanted = names.slice(-100)
  let missing: readonly string[] = wanted
  for (const endMs = performance.now() + 60_000; performance.now() < endMs; await sleep(100)) {
    const tags = await read<{ name: string }>(origin, '/tags?limit=200&sort=-createdAt')
    const done = new Set(tags.map(({ name }) => name))
    missing = wanted.filter((name) => !done.has(name))
    if (missing.length === 0) return
    for (const { id, state, attempts } of await read<Job>(origin, '/jobs'))
      if (state === 'waiting' && attempts > 1)
        await fetch(`${origin}/api/v1/jobs/${id}/retry`, { method: 'POST', headers })
  }
  const jobs = JSON.stringify(await read(origin, '/jobs'))
  throw new Error(`expected the jobs to be done: ${missing.join(', ')}. They say: ${jobs}`)
}

interface Job {
  readonly id: string
  readonly state: string
  readonly attempts: number
}

async function read<T>(origin: string, path: string): Promise<T[]> {
  const answer = await fetch(`${origin}/api/v1${path}`, { headers })
  const { data = [] } = (await answer.json()) as { data?: T[] }
  return data
}
