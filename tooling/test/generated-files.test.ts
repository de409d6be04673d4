import { expect, test } from '@jest/globals'

import { generateAll } from '../codegen.ts'

test('what is committed of the contract is what the sources say; if not, run npm run codegen', async () => {
  expect(await generateAll({ check: true })).toEqual([])
})
