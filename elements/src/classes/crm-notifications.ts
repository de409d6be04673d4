export { CrmNotifications } from '../notifications/crm-notifications.ts'
