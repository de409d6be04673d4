import { expect, test } from '@jest/globals'

import { activities } from '@crmkit/activities'
import { pluginConformance } from '@crmkit/core/testing'

/** Personal: they read and change nothing but what belongs to the caller, and followers of records the caller may read. */
const open = [
  'GET /followers/:entity/:id',
  'PUT /followers/:entity/:id',
  'DELETE /followers/:entity/:id',
  'GET /notifications',
  'POST /notifications/read',
  'GET /notifications/preferences',
  'PATCH /notifications/preferences',
]

test('the plugin keeps what every plugin promises', async () => {
  const { faults } = await pluginConformance(activities(), [], { open })
  expect(faults).toEqual([])
}, 60_000)
