import type { Crm } from '@crmkit/core'
import { demoData } from '@crmkit/example-dev/demo-data'
import { seedDemo } from '@crmkit/example-dev/seed-demo'

import { fillFew } from './fill-few.ts'
import { fillMany, startMany } from './fill-many.ts'
import { fillShowcase } from './fill-showcase.ts'

/** Tenants to look into: a team at work, one with a handful of records, one with thousands, one that begins. */
export const worldNames = ['team', 'few', 'many', 'none'] as const
export type WorldName = (typeof worldNames)[number]

export interface Worlds {
  /** Records the page names, by what they are for: `record-id="{person}"`. */
  readonly ids: Readonly<Record<string, string>>
  /** The world is filled; the big one goes on after the start. */
  ready(world: WorldName): Promise<void>
}

/** Whoever looks at the gallery. */
export const visitor = {
  id: 'nora',
  name: 'Nora Castellan',
  email: 'nora@demo.example',
} as const

export async function createWorlds(
  crm: Crm,
  nowMs: number,
  /** Aborted when the gallery stops. */
  signal: AbortSignal,
): Promise<Worlds> {
  for (const name of worldNames) await crm.tenants.ensure(name, { name })
  const as = (tenant: WorldName) => ({ tenant, ...visitor, roles: ['admin'] })
  await crm.run(as('team'), (context) => seedDemo(context, demoData(), nowMs))
  const showcase = await fillShowcase(crm, as('team'), nowMs)
  const few = await fillFew(crm, as('few'), nowMs)
  const manyPerson = await startMany(crm, as('many'))
  const many = fillMany(crm, as('many'), manyPerson, nowMs)
  many.catch((error: unknown) => {
    if (!signal.aborted) console.error('The world of many records was not filled.', error)
  })
  return {
    ids: { ...showcase, ...few, manyPerson },
    ready: async (world) => {
      if (world === 'many') await many
    },
  }
}
