import { empty, looks, troubles } from './looks.js'

const FIELDS = 'name,title,companyId,status,email,tagIds'
const plain = `<crm-record-list entity="contact" height="420px" fields="${FIELDS}"></crm-record-list>`
const height = 420

const byName = ({ element }) => {
  element.query = { sort: 'name' }
}

export const list = {
  tag: 'crm-record-list',
  about:
    'Records of any entity as a grid: searched, filtered, sorted, edited in place, saved as views. It holds a window of rows, however many there are.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about:
        '`editable` opens cells by Enter, F2 or a double click; `creatable` offers a new record. Columns come from the schema.',
      markup: `<crm-record-list entity="contact" height="520px" editable creatable fields="${FIELDS}"></crm-record-list>`,
      height: 520,
      script: byName,
    },
    {
      id: 'few',
      title: 'Few rows',
      about: 'No taller than what it shows.',
      markup: `<crm-record-list entity="contact" fields="${FIELDS}"></crm-record-list>`,
      world: 'few',
      height: 190,
    },
    {
      id: 'many',
      title: 'Ten thousand rows',
      about:
        'Scroll, or drag the bar to the middle: pages are read where one looks, and a few dozen rows are in the document.',
      markup: `<crm-record-list entity="contact" height="420px" fields="${FIELDS}"></crm-record-list>`,
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /contacts', height }),
    empty(plain, 'Nothing is there yet, and it says so. The text is yours by `slot="empty"`.', {
      height,
    }),
    {
      id: 'nothing-matches',
      title: 'Nothing matches',
      about: 'There are records; this search finds none. One press takes it back.',
      markup: plain,
      tells: 'empty',
      height,
      script: ({ element }) => {
        element.query = { search: 'no such person' }
      },
    },
    {
      id: 'stale',
      title: 'Asking again',
      about: 'While another question is under way the last answer stays, and is marked.',
      markup: plain,
      tells: 'stale',
      height,
      script: async ({ provider, element, loaded, stall }) => {
        await loaded
        provider.fetch = stall('GET /contacts')
        element.query = { search: 'frei' }
      },
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'Nothing can be changed, made or deleted; opening and exporting can.',
      markup: `<crm-record-list entity="contact" height="420px" readonly fields="${FIELDS}"></crm-record-list>`,
      height,
      script: byName,
    },
    {
      id: 'guest',
      title: 'With few rights',
      about:
        'The same markup for somebody who may read and no more: what they may not do is not offered.',
      markup: `<crm-record-list entity="contact" height="420px" editable creatable fields="${FIELDS}"></crm-record-list>`,
      role: 'guest',
      height,
      script: byName,
    },
    {
      id: 'selection',
      title: 'With a selection',
      about:
        'Actions on what is selected, over all pages. `selection` may be `none`, `single` or `multi`.',
      markup: plain,
      height,
      script: async ({ element, loaded, press, until }) => {
        element.query = { sort: 'name' }
        await loaded
        await until(() => element.shadowRoot.querySelector('.bulk'))
        for (const row of [2, 4, 5])
          await press(element, `.body-row[aria-rowindex="${row}"] .check`)
      },
    },
    {
      id: 'conflict',
      title: 'With a conflict',
      about:
        'Somebody else changed the same cell meanwhile: both values, and a choice. Nothing is overwritten.',
      markup: `<crm-record-list entity="contact" height="340px" editable fields="name,title,companyId,status"></crm-record-list>`,
      height: 340,
      script: async ({
        provider,
        element,
        loaded,
        overtake,
        somebodyElse,
        editCell,
        openCell,
        until,
        ids,
      }) => {
        await somebodyElse('PATCH', `/contacts/${ids.contestedList}`, { title: 'Analyst' })
        element.scope = { firstName: 'Contested' }
        element.query = { sort: 'name' }
        provider.fetch = overtake('PATCH /contacts', () =>
          somebodyElse('PATCH', `/contacts/${ids.contestedList}`, { title: 'Director' }),
        )
        await loaded
        await editCell(element, 1, 'title', 'Head of sales')
        await until(() => element.shadowRoot.querySelector('.cell.unsaved'))
        await openCell(element, 1, 'title')
      },
    },
    {
      id: 'faults',
      title: 'With a fault',
      about:
        'What the server refuses stays in the cell with its words, until it is mended or given up.',
      markup: `<crm-record-list entity="contact" height="340px" editable fields="name,email,title,companyId"></crm-record-list>`,
      height: 340,
      script: async ({ element, loaded, editCell, openCell, until }) => {
        element.scope = { firstName: 'Contested' }
        element.query = { sort: 'name' }
        await loaded
        await editCell(element, 0, 'email', 'not an address')
        await until(() => element.shadowRoot.querySelector('.cell.unsaved'))
        await openCell(element, 0, 'email')
      },
    },
    {
      id: 'compact',
      title: 'Compact',
      about: '`density` is `compact`, `normal` or `comfortable`; `row-height` says it in pixels.',
      markup: `<crm-record-list entity="company" height="420px" density="compact"></crm-record-list>`,
      height,
      script: byName,
    },
    {
      id: 'comfortable',
      title: 'Comfortable',
      about: 'More room for a page that has it.',
      markup: `<crm-record-list entity="company" height="420px" density="comfortable"></crm-record-list>`,
      height,
      script: byName,
    },
    ...looks(plain, { height }).map((state) =>
      state.script ? state : { ...state, script: byName },
    ),
  ],
}
