import { empty, looks, troubles } from './looks.js'

const KINDS = 'note,call,meeting,email,task'
const plain = `<crm-timeline entity="contact" record-id="{person}" kinds="${KINDS}"></crm-timeline>`
const height = 620

export const timeline = {
  tag: 'crm-timeline',
  about:
    'Everything that happened to a record: changes, notes, calls, meetings, tasks, e-mails, comments; and where one adds to it.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about:
        '`kinds` leaves out what a page does not need. Write a note; `@` mentions a colleague.',
      markup: plain,
      height,
    },
    {
      id: 'everything',
      title: 'With changes',
      about: 'Without `kinds`: who changed which field, beside what was said.',
      markup: '<crm-timeline entity="contact" record-id="{contestedForm}"></crm-timeline>',
      height: 420,
    },
    {
      id: 'few',
      title: 'Few entries',
      about: 'The first week.',
      markup:
        '<crm-timeline entity="contact" record-id="{fewPerson}" kinds="note,task"></crm-timeline>',
      world: 'few',
      height: 330,
    },
    {
      id: 'many',
      title: 'Many entries',
      about: '400 of them; earlier ones are read when one asks.',
      markup:
        '<crm-timeline entity="contact" record-id="{manyPerson}" kinds="call,meeting,task"></crm-timeline>',
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /timeline', height: 420 }),
    empty(
      '<crm-timeline entity="contact" record-id="{quiet}" kinds="note,call"></crm-timeline>',
      'Nothing has happened yet.',
      { world: 'team', height: 320 },
    ),
    {
      id: 'faults',
      title: 'A note that was not stored',
      about: 'What was written stays where it was written, with the reason.',
      markup: plain,
      height,
      script: async ({ provider, element, loaded, refuse, until, press }) => {
        const problem = { code: 'INTERNAL', detail: 'Broken.', requestId: '01a1f84b-e5e4-70f8' }
        provider.fetch = refuse('POST /activities', 500, problem)
        await loaded
        await press(element, '[data-kind=note].composer-kind')
        const box = await until(() => element.shadowRoot.querySelector('#composer-text'))
        box.value = 'They want the fourth depot in the first year.'
        box.dispatchEvent(new Event('input', { bubbles: true }))
        await press(element, '.composer [type=submit]')
      },
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'Nothing can be written, changed or deleted. `composer="off"` leaves the rest.',
      markup: plain.replace(' kinds', ' readonly kinds'),
      height: 520,
    },
    ...looks(plain, { height }),
  ],
}
