import { empty, looks } from './looks.js'

const plain = '<crm-contact-list height="420px"></crm-contact-list>'
const height = 420

export const contactList = {
  tag: 'crm-contact-list',
  about:
    'The list of contacts: `crm-record-list` with its entity set. All that list does, this does.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about: 'The whole of it: one tag.',
      markup: plain,
      height,
    },
    {
      id: 'few',
      title: 'Few rows',
      about: 'A workshop of three.',
      markup: '<crm-contact-list></crm-contact-list>',
      world: 'few',
      height: 190,
    },
    empty(plain, 'The first day.', { height }),
    {
      id: 'scope',
      title: 'Of one company',
      about:
        '`scope` is a filter that always holds and is not shown: the contacts of one company, in its page.',
      markup:
        '<crm-contact-list height="300px" hide="views filter export" fields="name,title,email,status"></crm-contact-list>',
      height: 300,
      script: ({ element, ids }) => {
        element.scope = { companyId: ids.company }
      },
    },
    ...looks(plain, { height }),
  ],
}
