import { codeSamples } from './code-samples.js'
import { element } from './element.js'

/** The pages of this product. Everything about customers in them is an element of CRMKit; the rest is Tidewater's own. */
export const views = {
  contacts: {
    title: 'Contacts',
    about: 'Everybody you talk to. Change a cell, pick a view, select a few and act.',
    entity: 'contact',
    draw: () => list('crm-contact-list', {}),
  },
  companies: {
    title: 'Companies',
    about: 'Who your contacts work for.',
    entity: 'company',
    draw: () => list('crm-record-list', { entity: 'company' }),
  },
  deals: {
    title: 'Deals',
    about: 'What may become of it, stage by stage. Drag a card, or press M on one.',
    entity: 'deal',
    draw: () => board() ?? list('crm-record-list', { entity: 'deal' }),
  },
  leads: {
    title: 'Leads',
    about: 'Who asked, and is not a customer yet.',
    entity: 'lead',
    draw: () => list('crm-record-list', { entity: 'lead' }),
  },
  tasks: {
    title: 'Tasks',
    about: 'What you promised to do.',
    tag: 'crm-tasks',
    draw: () => element('crm-tasks', { scope: 'mine' }),
  },
  calendar: {
    title: 'Calendar',
    about: 'Calls, meetings and tasks by the day.',
    tag: 'crm-calendar',
    draw: () => element('crm-calendar', { height: 'fill' }),
  },
  forecast: {
    title: 'Forecast',
    about: 'What is likely to come in, month by month.',
    tag: 'crm-forecast',
    draw: () => element('crm-forecast'),
  },
}

/** Beside the product: for whoever builds one. */
export const developers = {
  title: 'Call it yourself',
  about: 'All you see is this API. Paste a command into a terminal and watch the pages change.',
  draw: (host) =>
    element(
      'div',
      { class: 'samples' },
      ...codeSamples(host),
      element(
        'a',
        { class: 'docs', href: '/crm/api/v1/docs' },
        'Browse every call in the API docs',
      ),
      element(
        'p',
        { class: 'muted' },
        'Invented people and companies. Data lives in ',
        element('code', {}, '.crmkit/'),
        '; delete that folder to start over.',
      ),
    ),
}

function list(tag, attributes) {
  return element(tag, { ...attributes, height: 'fill', editable: '', creatable: '' })
}

function board() {
  return (
    customElements.get('crm-pipeline-board') && element('crm-pipeline-board', { height: 'fill' })
  )
}
