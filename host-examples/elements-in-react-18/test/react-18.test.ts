import { afterAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'
import { useContacts } from '@crmkit/example-page-server/use-contacts'

import { files } from '../files.ts'

const built = await files({ mode: 'development' })
const host = await startTestHost({ files: built })
afterAll(() => host.close())

test('React 18 makes, changes and shows a contact, mounted twice by StrictMode, without a warning', async () => {
  expect(
    Buffer.concat([...built.values()].map((file) => Buffer.from(file))).includes('18.3.1'),
  ).toBe(true)
  const opened = await host.open('/')
  await useContacts(host, opened)
  expect(opened).toMatchObject({ complaints: [] })
  expect(opened.printed.filter((line) => !line.includes('React DevTools'))).toEqual([])
}, 60_000)
