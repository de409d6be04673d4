import type { Change } from '../../src/changes/change.ts'
import type { Entity } from '../../src/entities/entity.ts'
import type { PlacedChange } from '../../src/live/event-text.ts'
import type { Asked } from '../../src/live/hearing.ts'
import { LiveConnection, type LiveRequest } from '../../src/live/live-connection.ts'

export const TENANT = '0190a000-0000-7000-8000-00000000000a'

/** A stream of somebody who reads all records of the entity, without a server around it. */
export function handMadeStream(
  entity: Entity,
  { asked, ...more }: Partial<Omit<LiveRequest, 'asked'> & { asked: Partial<Asked> }> = {},
): LiveConnection {
  return new LiveConnection({
    actor: { tenantId: TENANT, id: 'ann', kind: 'user', roles: [], memberId: null, teamIds: [] },
    rights: { key: 'wide', scope: () => 'all', field: () => 'write' },
    asked: { entities: [entity], events: new Map(), known: [entity], ids: undefined, ...asked },
    from: undefined,
    recallMs: undefined,
    identifyAgain: async () => undefined,
    ...more,
  })
}

/** A change of an author's name and birthday. */
export function handMadeChange(seq: number): PlacedChange {
  const change: Change = {
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
  return { change, position: { xid: 700n, seq }, overtakenBy: undefined }
}
