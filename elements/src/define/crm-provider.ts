import { define } from '../base/define.ts'
import { CrmProvider } from '../provider/crm-provider.ts'

define('crm-provider', CrmProvider)

declare global {
  interface HTMLElementTagNameMap {
    'crm-provider': CrmProvider
  }
}
