import { AsyncLocalStorage } from 'node:async_hooks'
import { readFile } from 'node:fs/promises'

import { expect, test } from '@jest/globals'

import manifest from '../../package.json' with { type: 'json' }

test('what Node makes is an instance of the classes a test sees', async () => {
  const failure: unknown = await readFile('/no/such/file').catch((error: unknown) => error)
  expect(failure instanceof Error).toBe(true)
  expect(structuredClone(new Map()) instanceof Map).toBe(true)
  expect((await new Response('[1]').json()) instanceof Array).toBe(true)
})

test('a subclass accepts only its own instances', () => {
  class Own extends Error {}
  expect(new Error() instanceof Own).toBe(false)
  expect(structuredClone(new Error()) instanceof Own).toBe(false)
  expect(new Own() instanceof Own && new Own() instanceof Error).toBe(true)
})

test('modules behave as in Node', async () => {
  expect(manifest.name).toBe('crmkit')
  expect(import.meta.filename).toMatch(/jest-environment\.test\.ts$/)
  const storage = new AsyncLocalStorage<string>()
  const seen = storage.run('inside', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return storage.getStore()
  })
  expect(await seen).toBe('inside')
})
