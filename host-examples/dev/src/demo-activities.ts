import type { Activity } from '@crmkit/activities'

import type { DemoContact } from './demo-contacts.ts'
import type { DemoRandom } from './demo-random.ts'

/** Something done or to be done about a contact and the company they work for. */
export interface DemoActivity {
  readonly data: Partial<Activity> & Pick<Activity, 'kind'>
  /** Position among the contacts. */
  readonly contact: number
  readonly member: number
  /** Days from today, and the half hour of that day. */
  readonly days: number
  readonly halfHour: number
}

const PAST = 260
const OPEN = 90
/** How far back the notes of the team go, and how far ahead its plans. */
const DAYS_BACK = 120
const DAYS_AHEAD = 21
/** Work is done between eight and half past five. */
const FIRST_HALF_HOUR = 16
const HALF_HOURS = 19

/** What the team of the demo tenant has written down, and what it has on its desks: some of it late, some for today. */
export function createDemoActivities(
  random: DemoRandom,
  contacts: readonly DemoContact[],
  members: number,
): DemoActivity[] {
  const about = () => ({
    contact: random.below(contacts.length),
    member: random.below(members),
    halfHour: FIRST_HALF_HOUR + random.below(HALF_HOURS),
  })
  const past = Array.from({ length: PAST }, (): DemoActivity => {
    const data = random.pick(written)
    return { data, ...about(), days: -1 - random.below(DAYS_BACK) }
  })
  const open = Array.from({ length: OPEN }, (): DemoActivity => {
    const data = random.pick(planned)
    // A fifth is late, as on any desk.
    const days = random.percent(20) ? -1 - random.below(5) : random.below(DAYS_AHEAD)
    return { data, ...about(), days }
  })
  return [...past, ...open]
}

const written: readonly DemoActivity['data'][] = [
  {
    kind: 'call',
    subject: 'Introduction',
    direction: 'outbound',
    status: 'done',
    outcome: 'Reached',
    body: 'Twenty minutes. They know the product from a former employer and want to see the reports.',
  },
  {
    kind: 'call',
    subject: 'Follow-up on the offer',
    direction: 'outbound',
    status: 'done',
    outcome: 'Left a message',
  },
  {
    kind: 'call',
    subject: 'Question about the invoice',
    direction: 'inbound',
    status: 'done',
    outcome: 'Reached',
    body: 'The purchase order number was missing. Sent a corrected copy.',
  },
  {
    kind: 'meeting',
    subject: 'Product demo',
    status: 'done',
    location: 'Video call',
    body: 'Four people from their side. Most questions were about rights and the import of their old system.',
  },
  {
    kind: 'meeting',
    subject: 'Quarterly review',
    status: 'done',
    location: 'Their office',
    body: 'Happy with the support. Two more teams may join in spring.',
  },
  { kind: 'note', body: 'Prefers e-mail in the morning and calls after four.' },
  { kind: 'note', body: 'Budget is decided in December; the new one opens in February.' },
  { kind: 'note', body: 'Met at the trade fair, took a brochure and asked for a reference.' },
  { kind: 'note', body: 'Procurement wants three offers. Ours is the second one they have.' },
  {
    kind: 'email',
    subject: 'Your questions from yesterday',
    direction: 'outbound',
    body: 'Attached is the comparison we talked about. The third page answers the question about hosting.',
  },
  {
    kind: 'email',
    subject: 'Re: Next steps',
    direction: 'inbound',
    body: 'Thank you, that is clear now. I will come back to you after our meeting on Thursday.',
  },
]

const planned: readonly DemoActivity['data'][] = [
  { kind: 'task', subject: 'Send the offer', priority: 'high', reminder: 'PT1H' },
  { kind: 'task', subject: 'Prepare the demo', priority: 'normal', reminder: 'P1D' },
  { kind: 'task', subject: 'Ask for a reference', priority: 'low', allDay: true },
  { kind: 'task', subject: 'Check in', allDay: true, recurrence: 'FREQ=WEEKLY;INTERVAL=2' },
  { kind: 'task', subject: 'Send the contract', priority: 'high', reminder: 'PT2H' },
  { kind: 'call', subject: 'Talk about the renewal', direction: 'outbound', reminder: 'PT15M' },
  { kind: 'call', subject: 'Answer open questions', direction: 'outbound', reminder: 'PT15M' },
  { kind: 'meeting', subject: 'Product demo', location: 'Video call', reminder: 'PT15M' },
  { kind: 'meeting', subject: 'Contract talks', location: 'Our office', reminder: 'PT30M' },
]
