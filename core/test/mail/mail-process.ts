import { pino } from 'pino'

import { createCrm } from '../../src/kernel/create-crm.ts'

/** Told by the test that starts this process and kills it. */
export interface MailProcessOptions {
  readonly databaseUrl: string
  readonly smtpPort: number
}

const { databaseUrl, smtpPort } = JSON.parse(process.argv[2] ?? '{}') as MailProcessOptions
const crm = createCrm({
  plugins: [],
  database: { url: databaseUrl },
  migrate: 'off',
  worker: { pollIntervalMs: 100, heartbeatMs: 300, deadAfterMs: 1_500 },
  mail: { transport: `smtp://127.0.0.1:${smtpPort}`, from: 'crm@acme.example' },
  logger: pino({ level: 'silent' }),
})
await crm.ready()
process.stdout.write('started\n')
