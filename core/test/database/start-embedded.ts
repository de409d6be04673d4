import { once } from 'node:events'

import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'

// Run by the tests as a process of its own: starts, says so, stops when its input ends.
const dir = process.argv[2] ?? ''
const postgres = await startEmbeddedPostgres({ dir, durable: false })
process.stdout.write(`${JSON.stringify(postgres)}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
await postgres.stop()
