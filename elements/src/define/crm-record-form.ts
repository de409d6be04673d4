import { define } from '../base/define.ts'
import { CrmRecordForm } from '../form/crm-record-form.ts'

define('crm-record-form', CrmRecordForm)

declare global {
  interface HTMLElementTagNameMap {
    'crm-record-form': CrmRecordForm
  }
}
