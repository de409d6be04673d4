import { expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'

import type { CrmTasks } from '../../src/tasks/crm-tasks.ts'
import { cyclesLeave } from '../support/leaks.ts'
import { html, until } from '../support/provider.ts'
import { ADA, all, find, names, noonIn, task, tasksPage } from './tasks-page.ts'

const SOME = [
  { subject: 'Late', dueAt: noonIn(-3), priority: 'high' },
  { subject: 'Later', dueAt: noonIn(3), recurrence: 'FREQ=WEEKLY;INTERVAL=2' },
  { subject: 'This day', dueAt: `${noonIn(0).slice(0, 10)}T00:00:00Z`, allDay: true },
  { subject: 'Whenever', kind: 'call' },
]

test('it is accessible with tasks, empty, refused, while loading, in dark and in its menus', async () => {
  const { tasks, element, net } = await tasksPage({ given: SOME })
  await expect(tasks).to.be.accessible()
  element.theme = 'dark'
  document.body.style.background = '#16171b'
  await element.updateComplete
  await expect(tasks).to.be.accessible()
  document.body.style.background = ''
  element.theme = 'light'
  for (const control of ['due', 'owner']) {
    find<HTMLElement>(tasks, `button[data-control=${control}]`)!.click()
    await until(() => find(tasks, '.menu:popover-open'))
    await expect(tasks).to.be.accessible()
    await sendKeys({ press: 'Escape' })
  }
  find<HTMLElement>(tasks, '.task .check')!.click()
  await until(() => find(tasks, '.done .task'))
  await expect(tasks).to.be.accessible()
  net.answer('GET /activities', 500, { code: 'INTERNAL', detail: 'broken', requestId: 'r' })
  tasks.recordId = '00000000-0000-7000-8000-000000000000'
  tasks.entity = 'contact'
  tasks.scope = 'record'
  await until(() => find(tasks, '.panel .button'))
  await expect(tasks).to.be.accessible()
  net.clear()
  find<HTMLElement>(tasks, '.panel .button')!.click()
  await until(() => find(tasks, '.panel-title')?.textContent === 'Nothing to do')
  await expect(tasks).to.be.accessible()
})

test('they stand in groups by the days of the reader, each in the order of time', async () => {
  const { tasks } = await tasksPage({ given: SOME })
  expect(names(tasks, 'overdue')).to.deep.equal(['Late'])
  expect(names(tasks, 'today')).to.deep.equal(['This day'])
  expect(names(tasks, 'upcoming')).to.deep.equal(['Later'])
  expect(names(tasks, 'undated')).to.deep.equal(['Whenever'])
  expect(find(tasks, '.upcoming .task-repeat')!.getAttribute('aria-label')).to.equal(
    'Every 2 weeks',
  )
})

test('one is added by a line and the keys alone: N, the words, Enter', async () => {
  const { tasks, spoken, api } = await tasksPage({ given: SOME })
  find<HTMLElement>(tasks, '.check')!.focus()
  await sendKeys({ press: 'n' })
  expect(tasks.shadowRoot!.activeElement!.id).to.equal('quick-text')
  await sendKeys({ type: 'Ring the bank tomorrow at 3pm' })
  await until(() => find(tasks, '.quick-note')!.textContent.startsWith('Due Tomorrow'))
  await sendKeys({ press: 'Enter' })
  await until(() => names(tasks, 'upcoming').includes('Ring the bank'))
  await until(() => spoken().includes('Added: Ring the bank'))
  await until(() => tasks.shadowRoot!.activeElement?.id === 'quick-text')
  const row = task(tasks, 'Ring the bank')!
  expect(row.querySelector('.task-due')!.textContent.replace(/\s+/g, ' ')).to.contain(
    'Tomorrow, 3:00 PM',
  )
  const { data } = await api('get', `/activities/${row.dataset['recordId']!}`)
  expect(data['dueAt']).to.match(new RegExp(`^${noonIn(1).slice(0, 10)}T15:00`))
  await sendKeys({ type: 'No name: n stays a letter' })
  expect(find<HTMLInputElement>(tasks, '#quick-text')!.value).to.equal('No name: n stays a letter')
})

test('one is ticked off by Space: the next has the focus, it is told, and can be taken back', async () => {
  const { tasks, api, element } = await tasksPage({ given: SOME })
  const toggles: unknown[] = []
  tasks.addEventListener('crm-task-toggle', (event) => toggles.push((event as CustomEvent).detail))
  const id = task(tasks, 'Late')!.dataset['recordId']!
  task(tasks, 'Late')!.querySelector<HTMLElement>('.check')!.focus()
  await sendKeys({ press: 'Space' })
  await until(() => names(tasks, 'done').includes('Late'))
  expect(tasks.shadowRoot!.activeElement).to.equal(task(tasks, 'This day')!.querySelector('.check'))
  await until(() => toggles.length === 1)
  expect(toggles).to.deep.equal([{ id, done: true }])
  expect((await api('get', `/activities/${id}`)).data['status']).to.equal('done')
  const undo = await until(() =>
    [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(
      (button) => button.textContent.trim() === 'Undo',
    ),
  )
  undo.click()
  await until(() => names(tasks, 'overdue').includes('Late'))
})

test('the host may keep one open; the server may refuse: it stays as it is', async () => {
  const { tasks, net } = await tasksPage({ given: SOME })
  const stop = (event: Event): void => event.preventDefault()
  tasks.addEventListener('crm-before-task-toggle', stop)
  const box = task(tasks, 'Late')!.querySelector<HTMLInputElement>('.check')!
  box.click()
  await until(() => !box.checked)
  expect(names(tasks, 'overdue')).to.deep.equal(['Late'])
  tasks.removeEventListener('crm-before-task-toggle', stop)
  net.offline()
  task(tasks, 'Late')!.querySelector<HTMLElement>('.check')!.click()
  await until(
    () => task(tasks, 'Late')?.querySelector<HTMLInputElement>('.check')!.checked === false,
  )
  expect(names(tasks, 'overdue')).to.deep.equal(['Late'])
  expect(find(tasks, '.done .task')).to.equal(null)
})

test('one moves to another day by the menu, at the same time of its clock', async () => {
  const { tasks, spoken } = await tasksPage({ given: SOME })
  task(tasks, 'Late')!.querySelector<HTMLElement>('[data-control=due]')!.click()
  await until(() => find(tasks, '.menu:popover-open'))
  await sendKeys({ press: 'ArrowDown' })
  await sendKeys({ press: 'Enter' })
  await until(() => names(tasks, 'upcoming').includes('Late'))
  expect(task(tasks, 'Late')!.querySelector('.task-due')!.textContent).to.contain('12:00')
  await until(() => spoken().includes('Late is due Tomorrow now'))
})

test('one is given to somebody else, and leaves my list', async () => {
  const { tasks, api } = await tasksPage({ given: SOME })
  await api(
    'post',
    '/activities',
    { kind: 'task', subject: 'x' },
    { id: 'bob', name: 'Bob', roles: ['admin'] },
  )
  task(tasks, 'This day')!.querySelector<HTMLElement>('[data-control=owner]')!.click()
  const bob = await until(() =>
    all(tasks, '.menu-item').find((item) => item.textContent.includes('Bob')),
  )
  bob.click()
  await until(() => !task(tasks, 'This day'))
})

test('what others do shows within a second and the focus stays', async () => {
  const { tasks, api } = await tasksPage({ given: SOME, live: 'sse' })
  const box = task(tasks, 'Later')!.querySelector<HTMLElement>('.check')!
  box.focus()
  await new Promise((resolve) => setTimeout(resolve, 500))
  await api('post', '/activities', { kind: 'task', subject: 'Brand new', dueAt: noonIn(1) }, ADA)
  await until(() => names(tasks, 'upcoming').includes('Brand new'))
  const id = task(tasks, 'Whenever')!.dataset['recordId']!
  await api('patch', `/activities/${id}`, { subject: 'Whenever you like' })
  await until(() => task(tasks, 'Whenever you like'))
  await api('delete', `/activities/${id}`)
  await until(() => !task(tasks, 'Whenever'))
  expect(tasks.shadowRoot!.activeElement).to.equal(box)
})

test('those of a record: named by it alone, and a new one is about it', async () => {
  const { seed, add } = await tasksPage()
  const [ada] = await seed('contacts', [{ lastName: 'Hopper' }])
  const own = await add<CrmTasks>(
    html`<crm-tasks scope="record" entity="contact" record-id=${ada!.id}></crm-tasks>`,
  )
  const text = await until(() => find<HTMLInputElement>(own, '#quick-text'))
  text.value = 'Send the offer'
  text.dispatchEvent(new Event('input'))
  await own.updateComplete
  find<HTMLElement>(own, '.quick [type=submit]')!.click()
  await until(() => task(own, 'Send the offer'))
  expect(find(own, '.task-link')).to.equal(null)
  const mine = await add<CrmTasks>(html`<crm-tasks></crm-tasks>`)
  await until(() => find(mine, '.task-link')?.textContent.includes('Hopper'))
})

test('in 320 pixels, from right to left, nothing overflows', async () => {
  await setViewport({ width: 320, height: 800 })
  const { tasks, element } = await tasksPage({ given: SOME, locale: 'ar' })
  element.dir = 'rtl'
  await tasks.updateComplete
  expect(document.documentElement.scrollWidth).to.be.at.most(320)
  await expect(tasks).to.be.accessible()
  await setViewport({ width: 800, height: 600 })
})

test('50 times on the page and off it leave nothing behind', async () => {
  const { tasks, element } = await tasksPage({ given: SOME })
  const left = await cyclesLeave(tasks, element)
  expect(left).to.deep.equal({ listeners: 0, timers: 0, streams: 0 })
})
