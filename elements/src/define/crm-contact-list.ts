import { define } from '../base/define.ts'
import { CrmContactList } from '../list/contact-list.ts'

define('crm-contact-list', CrmContactList)

declare global {
  interface HTMLElementTagNameMap {
    'crm-contact-list': CrmContactList
  }
}
