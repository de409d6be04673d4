import { empty, looks, troubles } from './looks.js'

const plain = '<crm-tasks></crm-tasks>'
const height = 520

export const tasks = {
  tag: 'crm-tasks',
  about:
    'What is to be done: overdue, today, later. Added by a line of plain words, ticked off, moved to another day, given to somebody.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about: 'Type “Call Ada tomorrow at 3pm”: the day and the hour are understood.',
      markup: plain,
      height,
    },
    {
      id: 'record',
      title: 'Of one record',
      about: '`scope="record"`: in the page of a customer.',
      markup: '<crm-tasks scope="record" entity="contact" record-id="{person}"></crm-tasks>',
      height: 200,
    },
    {
      id: 'all',
      title: 'Of everybody',
      about: '`scope="all"`: whatever one may see, with whose it is.',
      markup: '<crm-tasks scope="all"></crm-tasks>',
      height,
    },
    {
      id: 'few',
      title: 'Few tasks',
      about: 'One, and it is for today.',
      markup: plain,
      world: 'few',
      height: 180,
    },
    {
      id: 'many',
      title: 'Many tasks',
      about: 'Every group counts all of its own and shows the first of them.',
      markup: plain,
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /activities', height: 320 }),
    empty(plain, 'Nothing to do. Enjoy it.', { height: 280 }),
    {
      id: 'faults',
      title: 'A task that was not stored',
      about: 'Ticked off, refused by the server, and back where it was.',
      markup: plain,
      height,
      script: async ({ provider, element, loaded, refuse, press }) => {
        const problem = { code: 'INTERNAL', detail: 'Broken.', requestId: '01a1f84b-e5e4-70f8' }
        provider.fetch = refuse('PATCH /activities', 500, problem)
        await loaded
        await press(element, '.task [part=checkbox]')
      },
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'To be read, not to be ticked.',
      markup: '<crm-tasks readonly></crm-tasks>',
      height,
    },
    ...looks(plain, { height }),
  ],
}
