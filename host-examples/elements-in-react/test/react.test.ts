import { afterAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'
import { useContacts } from '@crmkit/example-page-server/use-contacts'

import { files } from '../files.ts'

const host = await startTestHost({ files: await files({ mode: 'development' }) })
afterAll(() => host.close())

test('React 19 makes, changes and shows a contact, mounted twice by StrictMode, without a warning', async () => {
  const opened = await host.open('/')
  await useContacts(host, opened)
  expect(opened).toMatchObject({ complaints: [] })
  expect(opened.printed.filter((line) => !line.includes('React DevTools'))).toEqual([])
}, 60_000)
