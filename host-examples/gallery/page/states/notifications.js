import { empty, looks, troubles } from './looks.js'

const plain = '<crm-notifications></crm-notifications>'
const height = 48

export const notifications = {
  tag: 'crm-notifications',
  about:
    'What the reader is told: mentions, tasks given to them, reminders, what happens on what they follow. A bell for your header; press it.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about:
        'A number on the bell, the list behind it. Choosing one tells the host where to go, by `crm-navigate`.',
      markup: plain,
      height,
    },
    {
      id: 'slot',
      title: 'With a sign of your own',
      about: '`slot="trigger"` is what the button shows.',
      markup: '<crm-notifications><span slot="trigger">News</span></crm-notifications>',
      height,
    },
    ...troubles(plain, { call: 'GET /notifications', height }).map((state) =>
      state.id === 'offline'
        ? { ...state, about: 'The number stays; it looks again by itself.' }
        : state,
    ),
    empty(plain, 'Nothing new.', { height }),
    ...looks(plain, { height }),
  ],
}
