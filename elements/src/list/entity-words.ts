import type { EntityInfo } from '../client/entity-schemas.ts'

/** What the records are called within a sentence; nothing until the schema is known. */
export function entityWords(info: EntityInfo | undefined): { entity: string; entities: string } {
  const { one = '', many = '' } = info?.label ?? {}
  return { entity: one.toLowerCase(), entities: many.toLowerCase() }
}
