import { contacts } from '@crmkit/contacts'
import { createCrm } from '@crmkit/core'
import { elementsFile } from '@crmkit/example-page-server/bundle'

import { createApp } from './app.ts'
import { authenticate } from './session.ts'

const crm = createCrm({ plugins: [contacts()], authenticate })
await crm.ready()
await crm.tenants.ensure('acme', { name: 'Acme Ltd' })
await crm.tenants.ensure('globex', { name: 'Globex' })

const port = Number(process.env.PORT ?? 3000)
const elements = (await elementsFile()).get('/crmkit-elements.js')
const server = createApp(crm, elements).listen(port)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void crm.close({ server }))
console.log(`http://localhost:${port}`)
