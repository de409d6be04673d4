import { createServer } from 'node:http'

import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

const crm = createCrm({ plugins: [contacts()] })
await crm.ready()
await crm.tenants.ensure('acme')
const { text } = await crm.apiKeys.create('acme', { name: 'First key', roles: ['admin'] })

createServer(crm.callback()).listen(3000)
console.log(`curl -H "Authorization: Bearer ${text}" http://localhost:3000/api/v1/contacts`)
