import { empty, looks, troubles } from './looks.js'

const plain = '<crm-pipeline-board height="560px"></crm-pipeline-board>'
const height = 560

export const board = {
  tag: 'crm-pipeline-board',
  about:
    'Deals by stage, or records of any entity by a field. Cards are moved by pointer, finger, menu and keys, and stay right while others work on the same board.',
  states: [
    {
      id: 'ready',
      title: 'As it comes',
      about:
        'Counts and sums are the server’s, exact for all cards and not for those that were read. Press M on a card for its menu.',
      markup: plain,
      height,
    },
    {
      id: 'few',
      title: 'Few cards',
      about: 'Columns without cards say so, and take one.',
      markup: '<crm-pipeline-board height="360px"></crm-pipeline-board>',
      world: 'few',
      height: 360,
    },
    {
      id: 'many',
      title: 'Many cards',
      about:
        '600 deals; a column reads its cards where one looks, and keeps a few dozen in the document.',
      markup: plain,
      world: 'many',
      height,
    },
    ...troubles(plain, { call: 'GET /pipelines', height }),
    empty(plain, 'No pipeline yet. `slot="empty"` is the place for a way to make one.', { height }),
    {
      id: 'readonly',
      title: 'Read-only',
      about: 'A board to look at: nothing moves.',
      markup: '<crm-pipeline-board height="560px" readonly></crm-pipeline-board>',
      height,
    },
    {
      id: 'swimlanes',
      title: 'By owner',
      about:
        '`swimlanes` gives every owner a row of columns. A card moved to another row changes hands.',
      markup: '<crm-pipeline-board height="640px" swimlanes></crm-pipeline-board>',
      height: 640,
    },
    {
      id: 'faults',
      title: 'A stage that asks for more',
      about:
        'Move the first card to Proposal: the stage wants an expected close, and the board asks for it.',
      markup: plain,
      world: 'team',
      height,
    },
    {
      id: 'group-by',
      title: 'By a field',
      about: 'Any entity with a field that has options: contacts by their status.',
      markup:
        '<crm-pipeline-board entity="contact" group-by="status" card-fields="title,companyId" height="520px"></crm-pipeline-board>',
      height: 520,
    },
    {
      id: 'compact',
      title: 'Compact',
      about: '`density` is `compact`, `normal` or `comfortable`.',
      markup: '<crm-pipeline-board height="460px" density="compact"></crm-pipeline-board>',
      height: 460,
    },
    ...looks(plain, { height }),
  ],
}
