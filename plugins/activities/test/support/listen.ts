import { setTimeout as sleep } from 'node:timers/promises'

import type { TestActor, TestCrm } from '@crmkit/core/testing'

export interface Heard {
  readonly name: string
  readonly entity: string | null
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface Ear {
  /** Events of plugins so far. */
  readonly events: readonly Heard[]
  /** The reasons of all `reset` and `end`. */
  readonly breaks: readonly string[]
  until(what: string, condition: () => boolean): Promise<void>
  close(): Promise<void>
}

const EVENTS =
  'comment.created,comment.updated,comment.deleted,notification.created,notification.marked'

/** Listens to what the plugin tells live, as a page of somebody does; resolves when nothing is missed from then on. */
export async function listen(t: TestCrm, tenant: string, actor: TestActor): Promise<Ear> {
  const abort = new AbortController()
  const events: Heard[] = []
  const breaks: string[] = []
  let isReady = false
  const who = JSON.stringify({ tenant, roles: ['admin'], ...actor })
  const response = await t.crm.fetch(
    new Request(`http://crm.test/api/v1/live?entities=&events=${EVENTS}`, {
      headers: { 'x-test-actor': who },
      signal: abort.signal,
    }),
  )
  if (response.status !== 200) throw new Error(await response.text())
  const reading = read().catch(() => undefined)
  const ear: Ear = {
    events,
    breaks,
    async until(what, condition) {
      const deadline = performance.now() + 15_000
      while (!condition()) {
        if (performance.now() > deadline)
          throw new Error(`Not within 15 s: ${what}; came ${JSON.stringify({ events, breaks })}`)
        await sleep(10)
      }
    },
    async close() {
      abort.abort()
      await reading
    },
  }
  await ear.until('ready', () => isReady)
  return ear

  async function read(): Promise<void> {
    let text = ''
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
        const kind = field('event')
        if (kind === 'ready') isReady = true
        else if (kind === 'event') events.push(JSON.parse(field('data') ?? '{}'))
        else if (kind !== undefined) breaks.push(JSON.parse(field('data') ?? '{}').reason)
      }
    }
  }
}
