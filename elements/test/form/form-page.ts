import '../../src/define/crm-record-form.ts'

import { emulateMedia, sendKeys } from '@web/test-runner-commands'

import type { CrmRecordForm } from '../../src/form/crm-record-form.ts'
import { html, provider, type ProviderOptions, type TestProvider } from '../support/provider.ts'
import { until } from '../support/until.ts'

export interface FormPage extends TestProvider {
  readonly form: CrmRecordForm
}

export interface FormOptions extends ProviderOptions {
  readonly entity?: string
  readonly id?: string | undefined
  readonly fields?: string
  readonly page?: TestProvider
  readonly set?: Partial<CrmRecordForm>
}

/** Few enough to see at a glance: texts, a choice, a relation. */
export const FIELDS = 'firstName,lastName,title,email,status,about'

// A colour half way between two is neither's contrast.
suiteSetup(() => emulateMedia({ reducedMotion: 'reduce' }))

/** A form on the page, loaded; the record's id is `recordId` of the element. */
export async function formPage({
  entity = 'contact',
  id,
  fields = FIELDS,
  page,
  set = {},
  ...options
}: FormOptions & { recordId?: string | undefined } = {}): Promise<FormPage> {
  const host = page ?? (await provider(options))
  const form = await host.add<CrmRecordForm>(
    html`<crm-record-form
      entity=${entity}
      record-id=${options.recordId ?? id ?? ''}
      fields=${fields}
    ></crm-record-form>`,
  )
  Object.assign(form, set)
  await loaded(form)
  return { ...host, form }
}

export async function loaded(form: CrmRecordForm): Promise<void> {
  await until(() => root(form).querySelector('.field, .empty, .panel'), 'the form has loaded')
  await form.updateComplete
}

export function root(form: CrmRecordForm): ShadowRoot {
  return form.shadowRoot!
}

export function control<T extends HTMLElement = HTMLInputElement>(
  form: CrmRecordForm,
  key: string,
): T {
  return root(form).querySelector<T>(`#field-${key.replace(/\W/g, '-')}`)!
}

export function find<T extends Element = HTMLElement>(
  form: CrmRecordForm,
  selector: string,
): T | null {
  return root(form).querySelector<T>(selector)
}

/** Types as a person does: by the keyboard, and leaves the control. */
export async function type(form: CrmRecordForm, key: string, text: string): Promise<void> {
  const input = control(form, key)
  input.focus()
  input.select()
  await sendKeys(text === '' ? { press: 'Delete' } : { type: text })
  input.blur()
  await form.updateComplete
}

export function press(form: CrmRecordForm, part: 'submit' | 'cancel'): void {
  find<HTMLButtonElement>(form, `[part=${part}]`)!.click()
}

export function error(form: CrmRecordForm, key: string): string | undefined {
  return find(form, `#field-${key.replace(/\W/g, '-')}-error`)?.textContent.trim()
}

/** What has the focus in the form's own root. */
export function focused(form: CrmRecordForm): Element | null {
  return root(form).activeElement
}
