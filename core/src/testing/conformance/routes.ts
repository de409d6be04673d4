import type { AnyRoute } from '../../kernel/any-plugin.ts'
import { sampleValue } from '../sample-record.ts'
import { type Answer, type Blueprint, call, type Subject } from './subject.ts'

/** An id nobody has. */
const NOBODYS = '01890a5d-ac96-774b-bcce-b302099a8057'

/** Opening a route is a line in the plugin's test, where a reviewer sees it. */
export function openRoutes({ plugin, options }: Blueprint): string[] {
  const meant = new Set(options.open)
  const open = (plugin.routes ?? []).filter(({ access }) => typeof access === 'string')
  const unmeant = open.filter((route) => !meant.has(nameOf(route)))
  const unknown = [...meant].filter((name) => !open.some((route) => nameOf(route) === name))
  return [
    ...unmeant.map((route) => {
      const whom = route.access === 'public' ? 'all the world' : 'whoever is signed in'
      return `${nameOf(route)} is open to ${whom}. Ask for a permission, or name it on purpose: pluginConformance(plugin, required, { open: ['${nameOf(route)}'] }).`
    }),
    ...unknown.map((name) => `No route ${name} is open, so it need not be named in { open }.`),
  ]
}

/** What is not open is closed to strangers, and to those without the permission. */
export async function closedRoutes({ plugin, t, nobody }: Subject): Promise<string[]> {
  const messages: string[] = []
  for (const route of plugin.routes ?? []) {
    if (route.access === 'public') continue
    const path = pathOf(route, NOBODYS)
    const unknown = await unsigned(t, route, path)
    if (unknown.status !== 401)
      messages.push(`${nameOf(route)} answers ${unknown.status} to nobody at all; expected 401.`)
    if (route.access === 'actor') continue
    const { status } = await call(nobody, route.method, path, bodyOf(route))
    if (status !== 403)
      messages.push(`${nameOf(route)} answers ${status} to an actor without rights; expected 403.`)
  }
  return messages
}

/** No route answers with records of another tenant, or knows of them; nor does an open one hand out any. */
export async function routesAreApart(subject: Subject): Promise<string[]> {
  const messages: string[] = []
  for (const route of subject.plugin.routes ?? []) {
    const ask = route.path.includes('/:') ? aimed : plain
    // An answer that is not as documented ends the questions to this route, not to the others.
    const told = await ask(subject, route).catch((error: Error) => [error.message.slice(0, 500)])
    messages.push(...told)
  }
  return messages
}

/** Asked by the owner first: what a plugin remembers between requests would be told to the next tenant. */
async function plain(subject: Subject, route: AnyRoute): Promise<string[]> {
  const { owner, stranger, nobody, t } = subject
  const send = (client: Subject['owner']): Promise<Answer> =>
    call(client, route.method, route.path, bodyOf(route))
  await send(owner)
  const answers = new Map([['another tenant', await send(stranger)]])
  if (route.access === 'actor') answers.set('an actor without rights', await send(nobody))
  if (route.access === 'public') answers.set('nobody at all', await unsigned(t, route, route.path))
  return [...answers]
    .filter(([, { body }]) => leaks(subject, body))
    .map(([whom]) => `${nameOf(route)} tells ${whom} of records of this tenant.`)
}

async function aimed(subject: Subject, route: AnyRoute): Promise<string[]> {
  const { owner, stranger, made } = subject
  const ask = (id: string): Promise<Answer> =>
    call(stranger, route.method, pathOf(route, id), bodyOf(route))
  const nothing = await ask(NOBODYS)
  const told = new Set<string>()
  for (const id of made) {
    // As with lists: what was remembered for the owner must not be told to others.
    if (route.method === 'GET') await call(owner, route.method, pathOf(route, id))
    const { status, body } = await ask(id)
    // A limit for strangers counts what is asked, not what is there.
    if (status !== nothing.status && status !== 429)
      told.add(
        `${nameOf(route)} answers ${status} to another tenant for a record of this one, and ${nothing.status} for one that is not there.`,
      )
    if (leaks(subject, body, id)) told.add(`${nameOf(route)} tells another tenant of records.`)
  }
  return [...told]
}

function leaks({ made }: Subject, body: unknown, asked?: string): boolean {
  const text = JSON.stringify(body) ?? ''
  return [...made].some((id) => id !== asked && text.includes(id))
}

function nameOf({ method, path }: AnyRoute): string {
  return `${method} ${path}`
}

function pathOf({ path }: AnyRoute, id: string): string {
  return path.replace(/:\w+/g, id)
}

function bodyOf({ body }: AnyRoute): unknown {
  if (body?.kind !== 'json') return undefined
  const value = sampleValue(body.schema, 1)
  return typeof value === 'object' ? value : {}
}

async function unsigned(t: Subject['t'], route: AnyRoute, path: string): Promise<Answer> {
  const { method } = route
  const body = bodyOf(route)
  const answer = await t.crm.inject({ method, url: `/api/v1${path}`, headers: {}, body })
  return { status: answer.status, body: answer.body as Answer['body'] }
}
