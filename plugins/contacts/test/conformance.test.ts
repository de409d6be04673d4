import { expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { pluginConformance } from '@crmkit/core/testing'

test('the plugin keeps what every plugin promises', async () => {
  const { faults } = await pluginConformance(contacts())
  expect(faults).toEqual([])
}, 60_000)
