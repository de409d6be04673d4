import { looks, troubles } from './looks.js'

const plain = '<crm-calendar scope="all"></crm-calendar>'
const height = 610

export const calendar = {
  tag: 'crm-calendar',
  about:
    'Meetings, calls and tasks by the day: a month or a week, moved by pointer or keys, added with a press.',
  states: [
    {
      id: 'ready',
      title: 'A month',
      about:
        'Press a day to add something, drag an entry to another day, or use Shift and the arrows.',
      markup: plain,
      height,
    },
    {
      id: 'week',
      title: 'A week',
      about: 'By the hour, in the zone of whoever looks; `time-zone` names another.',
      markup: '<crm-calendar view="week" scope="all"></crm-calendar>',
      height,
    },
    {
      id: 'few',
      title: 'Few entries',
      about: 'One entry in the month.',
      markup: '<crm-calendar></crm-calendar>',
      world: 'few',
      height,
    },
    {
      id: 'many',
      title: 'Many entries',
      about: 'A day shows what has room, and the rest behind “more”.',
      markup: '<crm-calendar></crm-calendar>',
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /activities', height }),
    {
      id: 'empty',
      title: 'Empty',
      about: 'A month is a month, with or without entries.',
      markup: plain,
      world: 'none',
      height,
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'Entries open; nothing is added or moved.',
      markup: '<crm-calendar scope="all" readonly></crm-calendar>',
      height,
    },
    ...looks(plain, { height }),
  ],
}
