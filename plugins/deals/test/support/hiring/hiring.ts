import { staged } from '@crmkit/deals'

import candidateSchema from './candidate.schema.json' with { type: 'json' }

/** Records of a plugin that has nothing to do with sales, going through stages: one word at the entity. */
export const hiring = {
  name: 'hiring',
  version: '1.0.0',
  engine: '>=0.1.0',
  requires: { deals: '>=0.1.0' },
  entities: {
    candidate: staged('candidate', {
      schema: candidateSchema,
      hooks: { beforeUpdate: refuseVanishing },
    }),
  },
  migrations: new URL('./migrations/', import.meta.url),
}

/** The author's own hook goes on beside ours. */
function refuseVanishing({ data }: { data: { name?: string } }): void {
  if (data.name === 'nobody') throw new RangeError('A candidate has a name.')
}
