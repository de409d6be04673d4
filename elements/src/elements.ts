import { CrmProvider } from './provider/crm-provider.ts'

/** Every element by the tag it has unless a host gives another prefix. */
export const elements = {
  'crm-provider': CrmProvider,
} as const satisfies Readonly<Record<`crm-${string}`, CustomElementConstructor>>
