import { looks, troubles } from './looks.js'

const plain = '<crm-record entity="contact" record-id="{person}"></crm-record>'
const height = 560

export const record = {
  tag: 'crm-record',
  about:
    'One record: what it is, its fields edited in place, what is linked to it, its timeline, who changed what. In the page, as a drawer or as a dialog.',
  states: [
    {
      id: 'ready',
      title: 'In the page',
      about: 'Press a value to change it. Tabs of your own come after these by `tabs`.',
      markup: plain,
      height,
    },
    {
      id: 'drawer',
      title: 'As a drawer',
      about: 'Above the page, at its end. Escape closes it; `crm-before-close` may say no.',
      markup: `<button type="button">Open the drawer</button>
<crm-record entity="contact" record-id="{person}" mode="drawer"></crm-record>`,
      height: 40,
      script: opens,
    },
    {
      id: 'dialog',
      title: 'As a dialog',
      about: 'In the middle, for one quick look.',
      markup: `<button type="button">Open the dialog</button>
<crm-record entity="contact" record-id="{person}" mode="dialog"></crm-record>`,
      height: 40,
      script: opens,
    },
    {
      id: 'related',
      title: 'What is linked to it',
      about: 'Lists of the entities that point here, each as far as one may see it.',
      markup: '<crm-record entity="company" record-id="{company}" tab="related"></crm-record>',
      height,
    },
    {
      id: 'deal',
      title: 'A record of another entity',
      about: 'The same element for a deal: nothing in it knows what a contact is.',
      markup: '<crm-record entity="deal" record-id="{deal}"></crm-record>',
      height,
    },
    {
      id: 'conflict',
      title: 'With a conflict',
      about:
        'Somebody else changed the field while it was being edited: both values, and a choice.',
      markup: '<crm-record entity="contact" record-id="{contestedRecord}"></crm-record>',
      height,
      script: async ({ provider, element, loaded, overtake, somebodyElse, press, until, ids }) => {
        await somebodyElse('PATCH', `/contacts/${ids.contestedRecord}`, { title: 'Analyst' })
        provider.fetch = overtake('PATCH /contacts', () =>
          somebodyElse('PATCH', `/contacts/${ids.contestedRecord}`, { title: 'Director' }),
        )
        await loaded
        await press(element, '#row-title-edit')
        const input = await until(() => element.shadowRoot.querySelector('#row-title'))
        input.value = 'Head of sales'
        input.dispatchEvent(new Event('input', { bubbles: true }))
        const enter = { key: 'Enter', bubbles: true, composed: true, cancelable: true }
        input.dispatchEvent(new KeyboardEvent('keydown', enter))
      },
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'Everything to be read, nothing to be pressed.',
      markup: plain.replace('></', ' readonly></'),
      height,
    },
    {
      id: 'guest',
      title: 'With few rights',
      about:
        'The same markup for a role that may read: fields and lists it may not see do not exist for it.',
      markup: plain,
      role: 'guest',
      height,
    },
    {
      id: 'missing',
      title: 'No such record',
      about: 'Deleted for good, or never there; the same words for what one may not see.',
      markup:
        '<crm-record entity="contact" record-id="01890000-0000-7000-8000-000000000000"></crm-record>',
      height: 200,
      tells: 'error',
    },
    ...troubles(plain, { call: 'GET /schemas/contact', height }).map((state) =>
      state.id === 'offline' ? { ...state, script: isCutOff } : state,
    ),
    ...looks(plain, { height }),
  ],
}

function opens({ provider, element }) {
  provider.querySelector('button').onclick = () => element.show()
}

async function isCutOff({ provider, loaded, cable }) {
  const line = cable()
  provider.fetch = line.fetch
  await loaded
  line.pull()
  // Any call tells it, of whichever element.
  await provider.client.send({ method: 'GET', path: '/me' }).catch(() => undefined)
}
