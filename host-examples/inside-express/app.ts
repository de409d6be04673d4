import { readFileSync } from 'node:fs'

import express, { type Express } from 'express'

import type { Crm } from '@crmkit/core'

import { signIn, signOut, userOf } from './session.ts'

const page = (name: string): Buffer => readFileSync(new URL(`page/${name}`, import.meta.url))
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

/** A small product with a login, routes and a body parser of its own, before and behind the engine. */
export function createApp(crm: Crm, elements: string | Uint8Array = ''): Express {
  const app = express()
  app.use(express.json(), express.urlencoded())
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', policy)
    next()
  })
  app.get('/', (request, response) => {
    response.type('html').send(page(userOf(request.headers) ? 'customers.html' : 'sign-in.html'))
  })
  app.get('/page.css', (_request, response) => void response.type('css').send(page('page.css')))
  app.get('/page.js', (_request, response) => void response.type('js').send(page('page.js')))
  app.get(
    '/crmkit-elements.js',
    (_request, response) => void response.type('js').send(Buffer.from(elements)),
  )

  app.post('/login', (request, response) => {
    const { name, password } = request.body as Readonly<Record<string, unknown>>
    const token = signIn(String(name), String(password))
    if (token === undefined)
      return void response.status(401).type('html').send(page('refused.html'))
    response.cookie('session', token, { httpOnly: true, sameSite: 'strict' }).redirect(303, '/')
  })
  app.post('/logout', async (request, response) => {
    const user = signOut(request.headers)
    // What is open in other windows ends as well, within a second.
    if (user) await crm.embedSessions.revokeAllOf(user.team, user.id)
    response.clearCookie('session').redirect(303, '/')
  })
  // Only the server knows who is signed in, so it makes the session of the elements.
  app.post('/crm-session', async (request, response) => {
    const user = userOf(request.headers)
    if (!user) return void response.status(401).end()
    const { id, name, team, role } = user
    const session = await crm.embedSession({
      tenant: team,
      user: { id, name },
      roles: [role],
      origins: [`${request.protocol}://${request.get('host') ?? ''}`],
    })
    response.set('Cache-Control', 'no-store').json(session)
  })

  app.post(
    '/orders',
    (request, response) => void response.json({ ordered: request.body as unknown }),
  )
  app.use('/crm', crm.callback())
  app.get(
    '/crm/about',
    (_request, response) => void response.send('our own page below the same prefix'),
  )
  app.get('/reports', (_request, response) => void response.send('our reports'))
  return app
}
