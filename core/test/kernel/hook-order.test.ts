import { expect, test } from '@jest/globals'

import { SystemActor } from '../../src/identity/actor.ts'
import type { AnyHook, AnyPlugin } from '../../src/kernel/any-plugin.ts'
import { composeHooks } from '../../src/kernel/compose-hooks.ts'
import { faultsOf, plugin, schemaOf, withEntities } from './tiny-plugin.ts'

interface Order {
  readonly id?: string
  readonly before?: readonly string[]
  readonly after?: readonly string[]
}

test('hooks run in the order of their plugins', async () => {
  expect(await runOrder(owner(), extending('bees'), extending('cats'))).toEqual([
    'ants',
    'bees',
    'cats',
  ])
})

test('a hook that names another comes before or after it', async () => {
  const bees = extending('bees', { before: ['ants.ant.beforeCreate'] })
  const cats = extending('cats', { id: 'cats.first', before: ['bees.ant.beforeCreate'] })
  expect(await runOrder(owner(), bees, cats)).toEqual(['cats', 'bees', 'ants'])
  const late = owner({ after: ['cats.first'] })
  expect(await runOrder(late, extending('bees'), cats)).toEqual(['cats', 'ants', 'bees'])
})

test('a hook that is not loaded only keeps its place free', async () => {
  expect(await runOrder(owner({ after: ['dogs.ant.beforeCreate'] }), extending('bees'))).toEqual([
    'ants',
    'bees',
  ])
})

test('hooks that wait for each other are refused at boot, with the circle', () => {
  const ants = owner({ after: ['bees.ant.beforeCreate'] })
  const bees = extending('bees', { after: ['ants.ant.beforeCreate'] })
  expect(faultsOf(ants, bees)).toEqual([
    'The beforeCreate hooks of "ant" wait for each other: ants.ant.beforeCreate → bees.ant.beforeCreate → ants.ant.beforeCreate. Remove one "before" or "after".',
  ])
})

test('each hook is given the context of its own plugin', async () => {
  const asked: string[] = []
  await run([owner(), extending('bees')], [], async (name) => {
    asked.push(name)
    return {}
  })
  expect(asked).toEqual(['ants', 'bees'])
})

const ran = (name: string, order: Order): AnyHook => ({
  ...order,
  run: ({ log }: { log: string[] }) => void log.push(name),
})

function owner(order: Order = {}): AnyPlugin {
  const hooks = { beforeCreate: ran('ants', order) }
  const more = withEntities('ant')
  return plugin('ants', { ...more, entities: { ant: { schema: schemaOf('ants'), hooks } } })
}

function extending(name: string, order: Order = {}): AnyPlugin {
  const hooks = { beforeCreate: ran(name, order) }
  const schema = { type: 'object', properties: { score: { type: ['integer', 'null'] } } }
  const migrations = new URL('.', import.meta.url)
  return plugin(name, { requires: { ants: '*' }, migrations, extends: { ant: { schema, hooks } } })
}

async function runOrder(...plugins: readonly AnyPlugin[]): Promise<string[]> {
  const log: string[] = []
  await run(plugins, log, async () => ({}))
  return log
}

async function run(
  plugins: readonly AnyPlugin[],
  log: string[],
  contextFor: (plugin: string) => Promise<object>,
): Promise<void> {
  expect(faultsOf(...plugins)).toEqual([])
  const runner = composeHooks(plugins).byEntity.get('ant')?.(contextFor)
  const tenantId = '00000000-0000-0000-0000-000000000000'
  await runner?.run(
    'beforeCreate',
    { log },
    {
      tenantId,
      actor: new SystemActor(tenantId, 'test'),
      rights: { key: '', scope: () => 'all', field: () => 'write' },
      through: 'host',
      requestId: '',
    },
  )
}
