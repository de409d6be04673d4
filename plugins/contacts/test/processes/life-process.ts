import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

/** What a test wants to know of an engine's whole life; the end of this process is that nothing keeps it alive. */
export interface Life {
  /** Handlers on `process` by event: before `createCrm`, while the engine runs, and after `close`. */
  readonly handlers: readonly Readonly<Record<string, number>>[]
  readonly firstName: unknown
  readonly reads: readonly string[]
}

// With the default logger, on its embedded database; what the environment says is not for it.
const dir = process.argv[2] ?? ''
const reads = watchEnvironment()
const handlers = [countHandlers()]
const crm = createCrm({
  plugins: [contacts()],
  database: { embedded: { dir, durable: false } },
  authenticate: () => ({ tenant: 'acme', id: 'ann', roles: ['admin'] }),
})
const server = createServer(crm.callback()).listen(0, '127.0.0.1')
await crm.ready()
await crm.tenants.ensure('acme')
const { port } = server.address() as AddressInfo
const answer = await fetch(`http://127.0.0.1:${port}/api/v1/contacts`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ firstName: 'Zoë' }),
})
const { data } = (await answer.json()) as { data: { firstName: string } }
handlers.push(countHandlers())
await crm.close({ server })
handlers.push(countHandlers())
const life: Life = { handlers, firstName: data.firstName, reads: [...reads] }
process.stderr.write(JSON.stringify(life))

function countHandlers(): Record<string, number> {
  const names = process.eventNames()
  return Object.fromEntries(names.map((name) => [String(name), process.listenerCount(name)]))
}

/** Names of the variables that files of the engine itself look at. */
function watchEnvironment(): ReadonlySet<string> {
  const seen = new Set<string>()
  process.env = new Proxy(process.env, {
    get(target, name, receiver): unknown {
      const [, , caller = ''] = new Error().stack?.split('\n') ?? []
      if (typeof name === 'string' && /\/core\/src\//.test(caller)) seen.add(name)
      return Reflect.get(target, name, receiver)
    },
  })
  return seen
}
