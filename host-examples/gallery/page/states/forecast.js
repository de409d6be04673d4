import { empty, looks, troubles } from './looks.js'

const plain = '<crm-forecast></crm-forecast>'
const height = 340

export const forecast = {
  tag: 'crm-forecast',
  about:
    'What is likely to come in, month by month: won, weighted and open. Currencies are never added up without a rate.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about:
        'Each currency by itself. A month that is pressed tells the host which deals it is made of.',
      markup: plain,
      height,
    },
    {
      id: 'one-currency',
      title: 'In one currency',
      about: 'Everything in euros by the stored rates, which it names.',
      markup: '<crm-forecast currency="EUR"></crm-forecast>',
      height,
    },
    {
      id: 'table',
      title: 'As a table',
      about: 'The same numbers to the cent, for copying and for whoever does not see bars.',
      markup: '<crm-forecast currency="EUR" mode="table"></crm-forecast>',
      height,
    },
    {
      id: 'few',
      title: 'Few deals',
      about: 'Two deals, two months.',
      markup: plain,
      world: 'few',
      height,
    },
    {
      id: 'many',
      title: 'Many deals',
      about: '600 deals, summed by the server.',
      markup: plain,
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /reports/deals/forecast', height }),
    {
      id: 'faults',
      title: 'Without a rate',
      about: 'Nobody stored a rate for francs: it says so and adds nothing up.',
      markup: '<crm-forecast currency="CHF"></crm-forecast>',
      tells: 'error',
      height,
    },
    empty(plain, 'No deals, no forecast.', { height: 240 }),
    ...looks(plain, { height }),
  ],
}
