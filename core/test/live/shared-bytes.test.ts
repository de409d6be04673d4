import { afterAll, beforeAll, expect, test } from '@jest/globals'

import type { Change } from '../../src/changes/change.ts'
import type { Entity } from '../../src/entities/entity.ts'
import type { EntityRegistry } from '../../src/entities/entity-registry.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { LiveConnection, type LiveRequest } from '../../src/live/live-connection.ts'
import { createTenantBatch } from '../../src/live/tenant-batch.ts'
import { library } from '../support/library-plugin.ts'

const TENANT = '0190a000-0000-7000-8000-00000000000a'
let registry: EntityRegistry
let author: Entity
const connections: LiveConnection[] = []
beforeAll(async () => {
  registry = composeManifest([await library()], ENGINE_VERSION).registry
  author = registry.get('author')
})
afterAll(() => connections.forEach(({ stream }) => stream.destroy()))

function connect(rightsKey: string, more: Partial<LiveRequest> = {}): LiveConnection {
  const connection = new LiveConnection({
    actor: { tenantId: TENANT, id: 'ann', kind: 'user', roles: [], memberId: null, teamIds: [] },
    rights: {
      key: rightsKey,
      scope: () => 'all',
      field: (_, property) => (rightsKey === 'narrow' && property === 'born' ? 'none' : 'write'),
    },
    entities: [author],
    ids: undefined,
    from: undefined,
    identifyAgain: async () => undefined,
    ...more,
  })
  connections.push(connection)
  return connection
}

function change(seq: number): Change {
  return {
    tenantId: TENANT,
    seq,
    at: '2026-11-20T09:00:00+00:00',
    entity: 'author',
    recordId: `0190a000-0000-7000-8000-0000000000${String(seq).padStart(2, '0')}`,
    action: 'updated',
    name: 'author.updated',
    actor: { kind: 'user', id: 'ann' },
    through: 'http',
    before: {},
    after: { name: `Name ${seq}`, born: '1900-01-01' },
    version: 2,
    requestId: `r${seq}`,
  }
}

test('streams of equal rights are sent the very same bytes; others those of their own rights', () => {
  const batch = createTenantBatch({
    registry,
    changes: [1, 2].map((seq) => ({
      change: change(seq),
      position: { xid: 700n, seq },
      overtakenBy: undefined,
    })),
    owners: new Map(),
    fields: undefined,
  })
  const [one, two] = [connect('wide'), connect('wide')].map((to) => batch.chunkFor(to))
  expect(one?.events).toBe(2)
  expect(two?.bytes).toBe(one?.bytes)
  const narrow = batch.chunkFor(connect('narrow'))
  expect(String(one?.bytes)).toContain('1900-01-01')
  expect(String(narrow?.bytes)).not.toContain('1900-01-01')
  const ids = new Set([change(2).recordId ?? ''])
  expect(batch.chunkFor(connect('wide', { ids }))?.events).toBe(1)
})
