import { define } from '../base/define.ts'
import { CrmRecordList } from '../list/record-list.ts'

define('crm-record-list', CrmRecordList)

declare global {
  interface HTMLElementTagNameMap {
    'crm-record-list': CrmRecordList
  }
}
