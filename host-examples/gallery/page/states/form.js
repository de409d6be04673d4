import { looks, troubles } from './looks.js'

const FIELDS = 'firstName,lastName,title,email,phone,companyId,status,birthday,about'
const change = `<crm-record-form entity="contact" record-id="{person}" fields="${FIELDS}"></crm-record-form>`
const contested = (id) =>
  `<crm-record-form entity="contact" record-id="{contested${id}}" fields="firstName,lastName,title,email"></crm-record-form>`
const height = 470

export const form = {
  tag: 'crm-record-form',
  about:
    'Makes or changes one record: fields from the effective schema, in the layout of whoever fills it in, checked before and by the server.',
  states: [
    {
      id: 'ready',
      title: 'Changing a record',
      about: '`fields` names what to show; without it the layout stored for the role decides.',
      markup: change,
      height,
    },
    {
      id: 'new',
      title: 'A new record',
      about:
        'Without `record-id` it makes one. What is typed is kept as a draft until it is saved or thrown away.',
      markup:
        '<crm-record-form entity="company" fields="name,domain,industry,employees,country"></crm-record-form>',
      height: 320,
    },
    {
      id: 'layout',
      title: 'In its layout',
      about: 'Sections and columns come from `GET /layouts/contact`, for each role its own.',
      markup: '<crm-record-form entity="contact" record-id="{person}"></crm-record-form>',
      height: 700,
    },
    {
      id: 'faults',
      title: 'With faults',
      about:
        'Each fault stands at its field and in the summary, which takes the focus and leads there.',
      markup: `<crm-record-form entity="contact" fields="firstName,lastName,email,website"></crm-record-form>`,
      height: 380,
      script: async ({ element, loaded, type }) => {
        await loaded
        await type(element, 'email', 'grace at example')
        await type(element, 'website', 'example')
        await element.submit()
      },
    },
    {
      id: 'taken',
      title: 'What only the server knows',
      about:
        'An address that belongs to somebody else: told at its field, with the way to that record.',
      markup: `<crm-record-form entity="contact" fields="firstName,lastName,email"></crm-record-form>`,
      height: 320,
      script: async ({ element, loaded, type }) => {
        await loaded
        await type(element, 'firstName', 'Amara')
        await type(element, 'email', 'amara.osei@kestrel-freight.example')
        await element.submit()
      },
    },
    {
      id: 'conflict',
      title: 'With a conflict',
      about: 'Somebody else changed the same field since: both values, and a choice for each.',
      markup: contested('Form'),
      height: 420,
      script: async ({ provider, element, loaded, type, overtake, somebodyElse, ids }) => {
        await somebodyElse('PATCH', `/contacts/${ids.contestedForm}`, { title: 'Analyst' })
        provider.fetch = overtake('PATCH /contacts', () =>
          somebodyElse('PATCH', `/contacts/${ids.contestedForm}`, { title: 'Director' }),
        )
        await loaded
        await type(element, 'title', 'Head of sales')
        await element.submit()
      },
    },
    {
      id: 'lost',
      title: 'Lost while saving',
      about:
        'The connection broke after the change was sent. It is sent again as soon as the server answers, and stored once.',
      markup: contested('Lost'),
      tells: 'offline',
      height: 360,
      script: async ({ provider, element, loaded, type, cutOff }) => {
        provider.fetch = cutOff('PATCH /contacts')
        await loaded
        await type(element, 'lastName', `Lost ${new Date().getTime()}`)
        await element.submit()
      },
    },
    {
      id: 'forbidden',
      title: 'A field one may not change',
      about:
        'The server refused one field: it is taken back and locked, and the rest can be saved.',
      markup: contested('Forbidden'),
      height: 360,
      script: async ({ provider, element, loaded, type, refuse }) => {
        const details = { entity: 'contact', field: 'title' }
        const problem = { code: 'FIELD_FORBIDDEN', detail: 'You may not write it.', details }
        provider.fetch = refuse('PATCH /contacts', 403, problem)
        await loaded
        await type(element, 'title', 'Countess')
        await element.submit()
      },
    },
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'Values without controls and buttons.',
      markup: change.replace(' fields', ' readonly fields'),
      height: 330,
    },
    {
      id: 'disabled',
      title: 'Disabled',
      about: 'As in a disabled `fieldset` of your own form: shown, and out of reach.',
      markup: change.replace(' fields', ' disabled fields'),
      height,
    },
    {
      id: 'slot',
      title: 'With a control of your own',
      about: 'Anything with a `value` that fires `input` or `change`, in the slot of its field.',
      markup: `<crm-record-form entity="contact" record-id="{person}" fields="firstName,title">
  <label slot="field-title">
    <select aria-label="Job title">
      <option>Head of Operations</option>
      <option>Managing director</option>
    </select>
  </label>
</crm-record-form>`,
      height: 220,
    },
    {
      id: 'autosave',
      title: 'Saving by itself',
      about: '`autosave` stores each change of a record there is; there is nothing to press.',
      markup: `<crm-record-form entity="contact" record-id="{quiet}" autosave fields="firstName,lastName,title,status"></crm-record-form>`,
      height: 260,
    },
    ...troubles(change, { call: 'GET /schemas/contact', height }).map((state) =>
      state.id === 'offline'
        ? {
            ...state,
            about: 'Filled in, and the server is gone: nothing that was typed is lost.',
            markup: contested('Offline'),
            script: cut,
          }
        : state,
    ),
    ...looks(change, { height }),
  ],
}

async function cut({ provider, element, loaded, cable, type }) {
  const line = cable()
  provider.fetch = line.fetch
  await loaded
  line.pull()
  await type(element, 'title', 'Head of Logistics')
  await element.submit()
}
