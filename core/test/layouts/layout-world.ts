import { fieldWorld } from '../custom-fields/field-world.ts'

/** A small library, a look behind the engine, and somebody who reads authors but not every field of them. */
export async function layoutWorld() {
  const t = await fieldWorld()
  const admin = t.as('acme')
  await admin.put('/roles/clerk', {
    label: 'Clerk',
    permissions: { 'author.read': 'all', 'author.update': 'all' },
    fields: { 'author.email': 'none', 'author.born': 'read' },
  })
  return { ...t, admin, clerk: t.as('acme', { id: 'clerk', roles: ['clerk'] }) }
}

export const sections = [
  {
    key: 'person',
    title: 'Person',
    columns: 1,
    fields: [
      { key: 'name' },
      { key: 'email', span: 1 },
      { key: 'born', rule: { effect: 'show', condition: { email: { isNull: false } } } },
    ],
  },
  {
    fields: [
      { key: 'home', rule: { effect: 'disable', condition: { not: { name: 'Ada' } } } },
      { key: 'ownerId', readonly: true },
    ],
  },
]
