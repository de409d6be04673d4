import { pino } from 'pino'

import { createCrm } from '../../src/kernel/create-crm.ts'
import type { Crm } from '../../src/kernel/crm.ts'
import type { CrmOptions, LoadedPlugin } from '../../src/kernel/crm-options.ts'
import type { NewEmbedSession } from '../../src/kernel/new-embed-session.ts'
import {
  createTestCrm,
  type TestAnswer,
  type TestCrm,
  type TestCrmOptions,
} from '../../src/testing/create-test-crm.ts'
import { library } from '../support/library-plugin.ts'

/** The host's page, and one that is none of it. */
export const PAGE = 'https://app.example'
export const FOREIGN = 'https://evil.example'

export interface EmbedWorld extends TestCrm {
  /** Another process: an engine of its own on the same database. */
  another(options?: Partial<CrmOptions>): Promise<Crm>
  /** A token made by the host itself for the user 42 of acme, on the page. */
  token(session?: Partial<NewEmbedSession>): Promise<string>
}

/** An engine with authors (who have owners), books and shelves, and the tenant acme. */
export async function createEmbedWorld(
  options: Omit<TestCrmOptions, 'plugins'> & { readonly plugin?: LoadedPlugin } = {},
): Promise<EmbedWorld> {
  const { plugin = await library(), ...rest } = options
  const t = await createTestCrm({ plugins: [plugin], ...rest })
  await t.crm.tenants.ensure('acme')
  const others: Crm[] = []
  return {
    ...t,
    async another(more = {}) {
      const crm = createCrm({
        plugins: [plugin],
        worker: 'off',
        logger: pino({ level: 'silent' }),
        migrate: 'off',
        ...more,
        database: { url: t.databaseUrl, acquireTimeoutMs: 15_000 },
      })
      others.push(crm)
      await crm.ready()
      return crm
    },
    token: async (session) => (await t.crm.embedSession(ada(session))).token,
    async close() {
      for (const crm of others) await crm.close()
      await t.close()
    },
  }
}

/** Ada, user 42 of acme, on the page. */
export function ada(session: Partial<NewEmbedSession> = {}): NewEmbedSession {
  return { tenant: 'acme', user: { id: '42', name: 'Ada' }, origins: [PAGE], ...session }
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<TestAnswer>

/** Calls as a script of a page makes them; null: without an `Origin`. */
export function page(crm: Crm, token: string, origin: string | null = PAGE): Call {
  return async (method, path, body, headers) => {
    const answer = await crm.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(origin === null ? {} : { origin }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    return { ...answer, body: answer.body as TestAnswer['body'] }
  }
}

/** The same with an API key, as the host's server calls. */
export function server(crm: Crm, key: string): Call {
  return page(crm, key, null)
}

/** Status and code of an answer. */
export function verdict({ status, body }: TestAnswer): [number, string | undefined] {
  return [status, (body as { code?: string } | undefined)?.code]
}
