import { expect, test } from '@jest/globals'

import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { pluginSnapshot } from '../../src/kernel/plugin-snapshot.ts'
import { faultsOf, plugin, schemaOf, withEntities } from './tiny-plugin.ts'

const uuid = { type: ['string', 'null'], format: 'uuid' }
const to = (entity: string, more: object = {}): object => ({
  ...uuid,
  'x-crm': { relation: { entity, kind: 'belongsTo', ...more } },
})
const board = schemaOf('boards')
const column = (referenceKeys?: string[]): Record<string, unknown> => {
  const schema = schemaOf('columns', { boardId: to('board') })
  return {
    ...schema,
    'x-crm': { ...(schema['x-crm'] as object), ...(referenceKeys ? { referenceKeys } : {}) },
  }
}
const card = schemaOf('cards', {
  boardId: to('board'),
  columnId: to('column', { within: 'boardId' }),
})
const boards = (columns: Record<string, unknown>) =>
  plugin('boards', {
    ...withEntities(),
    entities: { board: { schema: board }, column: { schema: columns }, card: { schema: card } },
  })

test('a reference within a property is a foreign key over both, tenant first', () => {
  const { registry } = composeManifest([boards(column(['boardId']))], ENGINE_VERSION)
  const tables = new Map(
    pluginSnapshot(registry, 'boards').tables.map((table) => [table.name, table]),
  )
  expect(tables.get('cards')?.foreignKeys).toContainEqual(
    expect.objectContaining({
      columns: ['tenant_id', 'board_id', 'column_id'],
      refTable: 'columns',
      refColumns: ['tenant_id', 'board_id', 'id'],
    }),
  )
  // With a null in it a composite key is not checked.
  const { check } = tables.get('cards')?.columns.find(({ name }) => name === 'column_id') ?? {}
  expect(check).toBe('column_id is null or board_id is not null')
  expect(tables.get('columns')?.indexes).toContainEqual({
    name: 'columns_board_id_ref',
    columns: ['tenant_id', 'board_id', 'id'],
    unique: true,
  })
})

test('what the other entity does not offer, or this one does not have, is told at boot', () => {
  expect(faultsOf(boards(column())).join()).toContain(
    '"card.columnId" of "boards" points at "column" within "boardId", which "column" does not name in its referenceKeys',
  )
  expect(faultsOf(boards(column(['nothing']))).join()).toContain('there is no property "nothing"')
  const lost = schemaOf('cards', { columnId: to('column', { within: 'boardId' }) })
  const entities = {
    board: { schema: board },
    column: { schema: column(['boardId']) },
    card: { schema: lost },
  }
  expect(faultsOf(plugin('boards', { ...withEntities(), entities })).join()).toContain(
    'there is no property "boardId" to share',
  )
})
