import { expect, test } from '@jest/globals'

import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { createTenantBatch } from '../../src/live/tenant-batch.ts'
import { library } from '../support/library-plugin.ts'
import { handMadeChange, handMadeStream } from './hand-made.ts'

test('streams of equal rights are sent the very same bytes; others those of their own rights', async () => {
  const { registry } = composeManifest([await library()], ENGINE_VERSION)
  const author = registry.get('author')
  const batch = createTenantBatch({
    registry,
    changes: [handMadeChange(1), handMadeChange(2)],
    owners: new Map(),
    fields: undefined,
  })
  const [one, two] = [1, 2].map(() => batch.chunkFor(handMadeStream(author)))
  expect(one?.events).toBe(2)
  expect(two?.bytes).toBe(one?.bytes)
  const rights = {
    key: 'narrow',
    scope: () => 'all' as const,
    field: (_: string, property: string) => (property === 'born' ? 'none' : 'write') as never,
  }
  const narrow = batch.chunkFor(handMadeStream(author, { rights }))
  expect(String(one?.bytes)).toContain('1900-01-01')
  expect(String(narrow?.bytes)).not.toContain('1900-01-01')
  const ids = new Set([handMadeChange(2).change.recordId ?? ''])
  expect(batch.chunkFor(handMadeStream(author, { asked: { ids } }))?.events).toBe(1)
})
