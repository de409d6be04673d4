import '../../src/define/crm-tasks.ts'

import { emulateMedia } from '@web/test-runner-commands'

import type { CrmTasks } from '../../src/tasks/crm-tasks.ts'
import { html, provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

export interface TasksPage extends TestProvider {
  readonly tasks: CrmTasks
}

export const ADA = { id: 'ada', name: 'Ada Lovelace', roles: ['admin'] }

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

/** The tasks of Ada on the page, loaded; each given is hers. */
export async function tasksPage({
  given = [],
  ...options
}: ProviderOptions & { given?: readonly object[] } = {}): Promise<TasksPage> {
  const host = await provider(options)
  for (const task of given)
    await host.api('post', '/activities', { kind: 'task', timeZone: 'UTC', ...task }, ADA)
  const tasks = await host.add<CrmTasks>(html`<crm-tasks time-zone="UTC"></crm-tasks>`)
  await until(() => find(tasks, '.task, .panel'), 'the tasks have loaded')
  await until(() => find(tasks, '.quick'), 'one may add')
  return { ...host, tasks }
}

export function find<T extends Element = HTMLElement>(
  element: HTMLElement,
  selector: string,
): T | null {
  return element.shadowRoot!.querySelector<T>(selector)
}

export function all<T extends Element = HTMLElement>(element: HTMLElement, selector: string): T[] {
  return [...element.shadowRoot!.querySelectorAll<T>(selector)]
}

export function task(tasks: CrmTasks, name: string): HTMLElement | undefined {
  return all(tasks, '.task').find((row) => row.textContent.includes(name))
}

/** Whole days from now, at noon UTC. */
export function noonIn(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`
}

export function names(tasks: CrmTasks, group: string): string[] {
  return all(tasks, `.${group} .task-open`).map((name) => name.textContent.trim())
}
