import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'

import { createApp } from './app.ts'
import { authenticate } from './session.ts'

const crm = createCrm({ plugins: [contacts()], authenticate })
await crm.ready()
await crm.tenants.ensure('acme', { name: 'Acme Ltd' })

const port = Number(process.env.PORT ?? 3000)
const app = await createApp(crm)
await app.listen({ port })
const { server } = app
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void crm.close({ server }))
console.log(`curl -H "Cookie: session=ada" http://localhost:${port}/crm/api/v1/contacts`)
