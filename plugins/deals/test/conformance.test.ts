import { expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { pluginConformance } from '@crmkit/core/testing'
import { deals } from '@crmkit/deals'

test('the plugin keeps what every plugin promises', async () => {
  const { faults } = await pluginConformance(deals(), [contacts()], {
    open: ['GET /leads/capture/:key', 'POST /leads/capture/:key'],
  })
  expect(faults).toEqual([])
}, 120_000)
