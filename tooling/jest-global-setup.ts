import { compileCache } from './compile-cache.ts'
import { startTestPostgres, type TestPostgres } from './test-postgres.ts'

declare global {
  var crmkitTestPostgres: TestPostgres | undefined
}

/** One PostgreSQL for the whole run; workers inherit its address through the environment. */
export default async function setUp(): Promise<void> {
  const postgres = await startTestPostgres()
  globalThis.crmkitTestPostgres = postgres
  process.env.CRMKIT_TEST_DATABASE_URL = postgres.ownerUrl
  process.env.CRMKIT_TEST_SUPERUSER_URL = postgres.superuserUrl
  // For the processes tests start.
  process.env.NODE_COMPILE_CACHE ??= compileCache
  // Ctrl-C skips the teardown.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      postgres.stop()
      process.exit(1)
    })
  }
}
