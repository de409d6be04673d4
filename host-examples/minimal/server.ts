import { createServer } from 'node:http'

import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

const crm = createCrm({ plugins: [contacts()] })
await crm.ready()
await crm.tenants.ensure('acme')
const { text } = await crm.apiKeys.create('acme', { name: 'First key', roles: ['admin'] })

const port = Number(process.env.PORT ?? 3000)
const server = createServer(crm.callback()).listen(port)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void crm.close({ server }))
console.log(`curl -H "Authorization: Bearer ${text}" http://localhost:${port}/api/v1/contacts`)
