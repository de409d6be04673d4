import { define } from '../base/define.ts'
import { CrmRecord } from '../record/crm-record.ts'

define('crm-record', CrmRecord)

declare global {
  interface HTMLElementTagNameMap {
    'crm-record': CrmRecord
  }
}
