import pg from 'pg'

import { createTestCrm, type TestCrm, type TestCrmOptions } from '@crmkit/core/testing'

import type { NewMail } from '../../src/mail/mails.ts'
import { type Refusal, startSmtp, type TestSmtp } from './smtp-server.ts'

export interface MailWorld {
  readonly t: TestCrm
  readonly smtp: TestSmtp
  /** Sends as the engine in the tenant `acme`, and runs the jobs. */
  send(mail?: Partial<NewMail>): Promise<void>
  /** Makes jobs that wait to be tried again due now, and runs them. */
  retry(): Promise<void>
  /** The rows of the outbox, oldest first. */
  mails(): Promise<readonly StoredMail[]>
  close(): Promise<void>
}

export interface StoredMail {
  readonly key: string
  readonly status: string
  readonly refusal: string | null
  readonly body_text: string | null
  readonly body_html: string | null
}

export const letter: NewMail = {
  key: 'welcome/1',
  to: 'ada@example.com',
  subject: 'Welcome',
  text: 'Good to see you.',
}

export async function createMailWorld(options: {
  smtp?: Parameters<typeof startSmtp>[0]
  /** Called when a mail has arrived whole, before it is accepted. */
  onMail?: () => void
  mail: (smtp: TestSmtp) => TestCrmOptions['mail']
  logger?: TestCrmOptions['logger']
}): Promise<MailWorld> {
  const smtp = await startSmtp(options.smtp, options.onMail)
  const mail = options.mail(smtp)
  const t = await createTestCrm({
    plugins: [],
    ...(mail && { mail }),
    ...(options.logger && { logger: options.logger }),
  })
  await t.crm.tenants.ensure('acme')

  return {
    t,
    smtp,
    async send(given) {
      await t.crm.run({ tenant: 'acme', actor: 'system' }, ({ mail: own }) =>
        own.send({ ...letter, ...given }),
      )
      await t.drain()
    },
    async retry() {
      await sql('update crm_jobs._private_jobs set run_at = now() where attempts > 0')
      await t.drain()
    },
    mails: () => sql('select * from crm.mails order by created_at'),
    async close() {
      await t.close()
      await smtp.stop()
    },
  }

  async function sql(text: string): Promise<StoredMail[]> {
    const client = new pg.Client(t.databaseUrl)
    await client.connect()
    try {
      return (await client.query<StoredMail>(text)).rows
    } finally {
      await client.end()
    }
  }
}

export function refusal(code: number, text: string): Refusal {
  return { code, text }
}
