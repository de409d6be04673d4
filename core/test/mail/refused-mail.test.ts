import { afterAll, expect, test } from '@jest/globals'
import { pino } from 'pino'

import { createMailWorld, refusal } from './mail-world.ts'

const lines: string[] = []
const world = await createMailWorld({
  mail: ({ port }) => ({ transport: `smtp://127.0.0.1:${port}`, from: 'crm@acme.example' }),
  logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
})
const { smtp } = world
afterAll(() => world.close())

const statusOf = async (key: string) =>
  (await world.mails()).find((mail) => mail.key === `host/${key}`)

test('a server that says "later" is asked again until it takes the mail', async () => {
  smtp.answers.rcpt.push(refusal(451, 'Greylisted, come back later'))
  smtp.answers.data.push(refusal(452, 'Insufficient system storage'))
  await world.send({ key: 'later' })
  expect(smtp.received).toHaveLength(0)
  await world.retry()
  expect(smtp.received).toHaveLength(0)
  expect(await statusOf('later')).toMatchObject({ status: 'waiting' })
  await world.retry()
  expect(smtp.received).toHaveLength(1)
  expect(await statusOf('later')).toMatchObject({ status: 'sent' })
})

test('a mailbox that does not exist is given up at once, and the row says why', async () => {
  smtp.answers.rcpt.push(refusal(550, '5.1.1 No such user here'))
  await world.send({ key: 'nobody', text: 'Words nobody may log.' })
  await world.retry()
  expect(smtp.received).toHaveLength(1)
  expect(await statusOf('nobody')).toMatchObject({
    status: 'refused',
    refusal: '550 5.1.1 No such user here',
    body_text: null,
  })
  expect(lines.some((line) => line.includes('A mail is refused for good.'))).toBe(true)
})

test('a message the server will not have is given up too', async () => {
  smtp.answers.data.push(refusal(554, '5.7.1 Looks like spam'))
  await world.send({ key: 'spam', text: 'Words nobody may log.' })
  await world.retry()
  expect(smtp.received).toHaveLength(1)
  expect(await statusOf('spam')).toMatchObject({ status: 'refused' })
})

test('no log line holds what a mail says', () => {
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.filter((line) => line.includes('Words nobody may log'))).toEqual([])
})
