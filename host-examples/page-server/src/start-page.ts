import { createServer } from 'node:http'

import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

import { createPageServer, type PageFiles, type SignedIn } from './page-server.ts'

/** Your login goes here. In these examples everybody is Ada; see inside-express for one that asks. */
const ada: SignedIn = {
  tenant: 'acme',
  user: { id: 'ada', name: 'Ada Lovelace', email: 'ada@acme.example' },
  roles: ['user'],
}

/** The engine on its own PostgreSQL, with a page in front of it. */
export async function startPage(files: PageFiles): Promise<void> {
  const crm = createCrm({ plugins: [contacts()] })
  await crm.ready()
  await crm.tenants.ensure(ada.tenant, { name: 'Acme Ltd' })

  const port = Number(process.env.PORT ?? 3000)
  const server = createServer(createPageServer({ crm, files, signedIn: () => ada })).listen(port)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void crm.close({ server }))
  console.log(`http://localhost:${port}`)
}
