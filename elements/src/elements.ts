import { CrmRecordForm } from './form/crm-record-form.ts'
import { CrmProvider } from './provider/crm-provider.ts'
import { CrmRecord } from './record/crm-record.ts'

/** Every element by the tag it has unless a host gives another prefix. */
export const elements = {
  'crm-provider': CrmProvider,
  'crm-record': CrmRecord,
  'crm-record-form': CrmRecordForm,
} as const satisfies Readonly<Record<`crm-${string}`, CustomElementConstructor>>
