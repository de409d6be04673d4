import { expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { pluginConformance } from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

test('the plugin keeps what every plugin promises', async () => {
  const { faults } = await pluginConformance(projects(), [contacts()])
  expect(faults).toEqual([])
}, 60_000)
