import '../../src/define/crm-record.ts'

import { emulateMedia } from '@web/test-runner-commands'

import type { Rec } from '../../src/client/record.ts'
import type { CrmRecord } from '../../src/record/crm-record.ts'
import { html, provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

export interface RecordPage extends TestProvider {
  readonly record: CrmRecord
  readonly ada: Rec
}

export interface RecordOptions extends ProviderOptions {
  readonly page?: TestProvider
  readonly data?: object
  readonly entity?: string
  readonly id?: string
  readonly recordId?: string
  readonly set?: Partial<CrmRecord>
}

export const ADA = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  title: 'Analyst',
  status: 'lead',
}

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

/** A record on the page, loaded. */
export async function recordPage({
  page,
  data = ADA,
  entity = 'contact',
  recordId,
  set = {},
  ...options
}: RecordOptions = {}): Promise<RecordPage> {
  const host = page ?? (await provider(options))
  const plural = (await host.client.entity(entity)).plural
  const [ada] = recordId ? [{ id: recordId } as Rec] : await host.seed(plural, [data])
  const record = await host.add<CrmRecord>(
    html`<crm-record entity=${entity} record-id=${ada!.id}></crm-record>`,
  )
  Object.assign(record, set)
  await until(() => find(record, '.head, .panel'), 'the record has loaded')
  await record.updateComplete
  return { ...host, record, ada: ada! }
}

export function find<T extends Element = HTMLElement>(
  record: CrmRecord,
  selector: string,
): T | null {
  return record.shadowRoot!.querySelector<T>(selector)
}

export function all<T extends Element = HTMLElement>(record: CrmRecord, selector: string): T[] {
  return [...record.shadowRoot!.querySelectorAll<T>(selector)]
}

export function shown(record: CrmRecord, key: string): string | undefined {
  return find(record, `.main [data-key="${key}"] .value-text`)?.textContent.trim()
}

/** Opens a field's control by its button, as a keyboard does, and gives it. */
export async function edit(record: CrmRecord, key: string): Promise<HTMLInputElement> {
  find<HTMLButtonElement>(record, `#row-${key}-edit`)!.click()
  return until(() => find<HTMLInputElement>(record, `#row-${key}`))
}

export async function openTab(record: CrmRecord, id: string): Promise<void> {
  find<HTMLButtonElement>(record, `#tab-${id}`)!.click()
  await record.updateComplete
}
