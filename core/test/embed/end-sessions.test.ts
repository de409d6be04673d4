import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { RequestContext } from '../../src/identity/request-context.ts'
import type { Crm } from '../../src/kernel/crm.ts'
import { library } from '../support/library-plugin.ts'
import { ada, createEmbedWorld, type EmbedWorld, page, server, verdict } from './embed-world.ts'

/** The promise is a second; a machine that runs other tests beside this one takes its part. */
const SOON_MS = 3_000

let t: EmbedWorld
/** Another process on the same database. */
let other: Crm
/** What the last call of `GET /context` was given. */
let seen: RequestContext | undefined
beforeAll(async () => {
  t = await createEmbedWorld({
    plugin: await library({
      plugin: {
        routes: [
          {
            method: 'GET',
            path: '/context',
            operationId: 'getContext',
            summary: 'Keep the context',
            access: 'actor',
            embed: true,
            responses: { 204: { description: 'Kept.' } },
            handler: async ({ context }) => {
              seen = context
              return { status: 204 }
            },
          },
        ],
      },
    }),
  })
  other = await t.another()
})
afterAll(() => t.close())

const ENDED = [401, 'EMBED_SESSION_ENDED']
const reads = async (crm: Crm, token: string) => verdict(await page(crm, token)('GET', '/authors'))

/**
 * When the other process began on the last request it still answered, in ms after the end. The beginning counts, so that a busy
 * machine, which answers late, is no failure.
 */
async function feltThere(refused: () => Promise<boolean>, end: () => Promise<unknown>) {
  expect(await refused()).toBe(false)
  await end()
  const ended = performance.now()
  let last = ended
  for (;;) {
    const began = performance.now()
    if (await refused()) return last - ended
    if (began - ended > 10_000) throw new Error('It went on for ten seconds.')
    last = began
    await sleep(10)
  }
}

const endedThere = (token: string) => async () =>
  (await reads(other, token))[1] === 'EMBED_SESSION_ENDED'

test('a revoked session is refused everywhere within a second, at once where it was revoked', async () => {
  const { token, id } = await t.crm.embedSession(ada())
  const stays = await t.token()
  const felt = await feltThere(endedThere(token), async () => {
    const { status } = await t.as('acme').delete(`/embed/sessions/${id}`)
    expect(status).toBe(204)
    expect(await reads(t.crm, token)).toEqual(ENDED)
  })
  expect(felt).toBeLessThan(SOON_MS)
  expect(await reads(other, stays)).toEqual([200, undefined])
})

test('all sessions of a user end together, those of others and later ones do not', async () => {
  const tokens = [await t.token(), await t.token()]
  const bob = await t.token({ user: { id: '43', name: 'Bob' } })
  const felt = await feltThere(endedThere(tokens[0] ?? ''), () =>
    t.as('acme').delete('/embed/sessions?user=42'),
  )
  expect(felt).toBeLessThan(SOON_MS)
  expect(await reads(other, tokens[1] ?? '')).toEqual(ENDED)
  expect(await reads(other, bob)).toEqual([200, undefined])
  expect(await reads(other, await t.token())).toEqual([200, undefined])
})

test('the host ends them in process, too', async () => {
  const { token, id } = await t.crm.embedSession(ada())
  await t.crm.embedSessions.revoke('acme', id)
  expect(await reads(t.crm, token)).toEqual(ENDED)
  const second = await t.token()
  await t.crm.embedSessions.revokeAllOf('acme', '42')
  expect(await reads(t.crm, second)).toEqual(ENDED)
})

test('a session ends with the key that made it', async () => {
  const key = await t.crm.apiKeys.create('acme', { name: 'Backend', roles: ['admin'] })
  const { tenant: _, ...input } = ada()
  const { body } = await server(t.crm, key.text)('POST', '/embed/sessions', input)
  const felt = await feltThere(endedThere(body.data.token), () =>
    t.crm.apiKeys.revoke('acme', key.id),
  )
  expect(felt).toBeLessThan(SOON_MS)
})

test('a session shrinks with the role of whoever made it, in every process', async () => {
  const role = (permissions: object) =>
    t.as('acme').put('/roles/backend', { label: 'Backend', permissions })
  await role({ 'embed.create': 'all', 'author.*': 'all' })
  const key = await t.crm.apiKeys.create('acme', { name: 'Shrinks', roles: ['backend'] })
  const { tenant: _, ...input } = ada({ roles: ['admin'] })
  const { body } = await server(t.crm, key.text)('POST', '/embed/sessions', input)
  const create = () => page(other, body.data.token)('POST', '/authors', { name: 'Grace' })
  const felt = await feltThere(
    async () => (await create()).status === 403,
    () => role({ 'embed.create': 'all', 'author.read': 'all' }),
  )
  expect(felt).toBeLessThan(SOON_MS)
  expect(await reads(other, body.data.token)).toEqual([200, undefined])
})

test('an answer that stays open can ask whether its session does', async () => {
  const { token, id } = await t.crm.embedSession(ada())
  expect((await page(t.crm, token)('GET', '/context')).status).toBe(204)
  const context = seen
  expect((await context?.recheck?.())?.actor).toMatchObject({ kind: 'embed', id: '42' })
  await t.crm.embedSessions.revoke('acme', id)
  await expect(context?.recheck?.()).rejects.toMatchObject({ code: 'EMBED_SESSION_ENDED' })
})

test('only what is there is revoked, and only in one’s own tenant', async () => {
  const { id } = await t.crm.embedSession(ada())
  const globex = t.as('globex')
  expect(verdict(await globex.delete(`/embed/sessions/${id}`))).toEqual([
    404,
    'EMBED_SESSION_NOT_FOUND',
  ])
  expect(verdict(await t.as('acme').delete('/embed/sessions'))).toEqual([400, 'INVALID_PARAMETER'])
  expect((await t.as('acme').delete('/embed/sessions?user=nobody')).status).toBe(204)
  expect((await t.as('acme', { roles: ['manager'] }).delete(`/embed/sessions/${id}`)).status).toBe(
    403,
  )
})
