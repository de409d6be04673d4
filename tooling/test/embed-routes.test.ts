import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm, sweepEmbedSessions } from '@crmkit/core/testing'

import { workspacePlugins } from '../codegen.ts'

const t = await createTestCrm({ plugins: await workspacePlugins() })
afterAll(() => t.close())

/** Routes of our plugins for any actor that pages may call; each answers within the caller's rights. */
const open: readonly string[] = [
  'listFollowers',
  'followRecord',
  'unfollowRecord',
  'listNotifications',
  'markNotificationsRead',
  'getNotificationPreferences',
  'updateNotificationPreferences',
]

test('with all plugins loaded an embed session gets through to what it is granted, and to nothing else', async () => {
  expect(await sweepEmbedSessions(t, { open })).toEqual([])
}, 120_000)
