import { pino } from 'pino'

import type { Change } from '../changes/change.ts'
import { type AnswerChecker, createAnswerChecker } from '../contract/check-answer.ts'
import type { OpenApiDocument } from '../contract/openapi.ts'
import { createCrm } from '../kernel/create-crm.ts'
import type { Crm } from '../kernel/crm.ts'
import type { CrmOptions } from '../kernel/crm-options.ts'
import type { HostContext } from '../kernel/host-context.ts'
import type { HostIdentity } from '../kernel/host-identity.ts'
import { createTestDatabase } from './test-database.ts'

export interface TestCrmOptions extends Omit<CrmOptions, 'database' | 'authenticate' | 'migrate'> {
  /** Default `crm`: run once with another name to see that nothing is spelled out. */
  readonly schema?: string
  /** Asked before the kit's own actors. */
  readonly authenticate?: CrmOptions['authenticate']
  readonly database?: Omit<
    NonNullable<CrmOptions['database']>,
    'url' | 'appUrl' | 'embedded' | 'schema'
  >
}

/** Whom a call of the test kit comes from. */
export interface TestActor {
  /** Default `admin`. */
  readonly roles?: readonly string[]
  /** Default `user-<roles>`. */
  readonly id?: string
  readonly name?: string
  readonly email?: string
}

export interface TestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads answers of every shape, and each is checked against the OpenAPI document
  readonly body: any
}

type Headers = Readonly<Record<string, string>>

/** The API as one actor calls it. Paths are below `/api/v1`. */
export interface TestClient {
  get(path: string, headers?: Headers): Promise<TestAnswer>
  post(path: string, body?: unknown, headers?: Headers): Promise<TestAnswer>
  put(path: string, body?: unknown, headers?: Headers): Promise<TestAnswer>
  patch(path: string, body?: unknown, headers?: Headers): Promise<TestAnswer>
  delete(path: string, headers?: Headers): Promise<TestAnswer>
  /** The same actor in process. */
  run<T>(work: (context: HostContext) => Promise<T>): Promise<T>
}

/** A real engine on a database of its own. */
export interface TestCrm {
  readonly crm: Crm
  /** Owner's URL of the database, for looking behind the engine. */
  readonly databaseUrl: string
  /** An actor of a tenant; the tenant is made when first named. */
  as(tenant: string, actor?: TestActor): TestClient
  /** Hands changes over and runs jobs until nothing is left to do now; gives how many ran. */
  drain(): Promise<number>
  /** The change log of a tenant, oldest first. */
  changes(tenant: string): Promise<readonly Change[]>
  close(): Promise<void>
}

const ACTOR_HEADER = 'x-test-actor'
const API = '/api/v1'

/** Starts an engine for a test file: `const t = await createTestCrm({ plugins: [contacts()] })`, and `await t.close()` at the end. */
export async function createTestCrm(options: TestCrmOptions): Promise<TestCrm> {
  const { schema = 'crm', authenticate, database: databaseOptions, ...rest } = options
  const database = await createTestDatabase(options.plugins, schema)
  const crm = createCrm({
    worker: 'off',
    logger: pino({ level: 'silent' }),
    ...rest,
    migrate: 'off',
    // On a machine that runs other test files beside this one, two seconds for a connection are no sign of overload.
    database: { acquireTimeoutMs: 15_000, ...databaseOptions, url: database.url, schema },
    authenticate: async (request) =>
      (await authenticate?.(request)) ?? testActor(request.headers[ACTOR_HEADER]),
  })
  await crm.ready()
  const documents = new Map<string, Promise<AnswerChecker>>()
  const checkers = new Map<string, AnswerChecker>()

  return { crm, databaseUrl: database.url, as, drain: () => crm.worker.runOnce(), changes, close }

  function as(
    tenant: string,
    { roles = ['admin'], id = `user-${roles.join('-')}`, ...person }: TestActor = {},
  ): TestClient {
    const identity: HostIdentity = { tenant, id, roles, ...person }
    const made = crm.tenants.ensure(tenant)
    // Each call waits for it and tells; one nobody calls any more must not fail the test file that runs by then.
    made.catch(() => undefined)
    const call = (method: string) => async (path: string, body?: unknown, headers?: Headers) => {
      await made
      return send(identity, method, path, body, headers)
    }
    const [get, remove] = [call('GET'), call('DELETE')]
    return {
      get: (path, headers) => get(path, undefined, headers),
      delete: (path, headers) => remove(path, undefined, headers),
      post: call('POST'),
      put: call('PUT'),
      patch: call('PATCH'),
      run: async (work) => {
        await made
        return crm.run(identity, work)
      },
    }
  }

  async function send(
    identity: HostIdentity,
    method: string,
    path: string,
    body: unknown,
    headers: Headers = {},
  ): Promise<TestAnswer> {
    const answer = await inject(identity, method, path, body, headers)
    if (method !== 'GET' && path.startsWith('/schemas/')) documents.clear()
    const check = await checkerOf(identity)
    const faults = check({ method, path, ...answer })
    if (faults.length > 0) {
      throw new Error(
        `${method} ${path} answered ${answer.status} against its OpenAPI document:\n  ${faults.join('\n  ')}\n${JSON.stringify(answer.body)}`,
      )
    }
    return answer
  }

  async function inject(
    identity: HostIdentity,
    method: string,
    path: string,
    body: unknown,
    headers: Headers,
  ): Promise<TestAnswer> {
    return crm.inject({
      method,
      url: `${API}${path}`,
      headers: { [ACTOR_HEADER]: JSON.stringify(identity), ...headers },
      body,
    })
  }

  /** The document differs by rights and by the tenant's fields: everybody is held to their own. */
  function checkerOf(identity: HostIdentity): Promise<AnswerChecker> {
    const key = `${identity.tenant} ${identity.roles.join(' ')}`
    let checker = documents.get(key)
    if (!checker) {
      checker = inject(identity, 'GET', '/openapi.json', undefined, {}).then(checkerFor)
      documents.set(key, checker)
    }
    return checker
  }

  /** Tenants without fields of their own have one document, and share what is compiled for it. */
  function checkerFor({ status, headers, body }: TestAnswer): AnswerChecker {
    if (status !== 200)
      throw new Error(`GET /openapi.json answered ${status}: ${JSON.stringify(body)}`)
    const etag = String(headers['etag'])
    const checker = checkers.get(etag) ?? createAnswerChecker(body as OpenApiDocument)
    checkers.set(etag, checker)
    return checker
  }

  function changes(tenant: string): Promise<readonly Change[]> {
    return readAllChanges(as(tenant, { id: 'auditor' }))
  }

  async function close(): Promise<void> {
    await crm.close()
    await database.drop()
  }
}

function testActor(header: string | string[] | undefined): HostIdentity | undefined {
  return typeof header === 'string' ? (JSON.parse(header) as HostIdentity) : undefined
}

async function readAllChanges(client: TestClient): Promise<readonly Change[]> {
  const all: Change[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await client.get(
      `/changes?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    const page = answer.body as { data: Change[]; page: { next: string | null } }
    all.push(...page.data)
    cursor = page.page.next
  }
  return all.reverse()
}
