import { afterAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'
import { useContacts } from '@crmkit/example-page-server/use-contacts'

import { files } from '../files.ts'

const host = await startTestHost({ files: await files() })
afterAll(() => host.close())

test('Vue makes, changes and shows a contact', async () => {
  const opened = await host.open('/')
  await useContacts(host, opened)
  expect(opened).toMatchObject({ complaints: [], printed: [] })
}, 60_000)
