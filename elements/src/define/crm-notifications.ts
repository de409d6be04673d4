import { define } from '../base/define.ts'
import { CrmNotifications } from '../notifications/crm-notifications.ts'

define('crm-notifications', CrmNotifications)

declare global {
  interface HTMLElementTagNameMap {
    'crm-notifications': CrmNotifications
  }
}
