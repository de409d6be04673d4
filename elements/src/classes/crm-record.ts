export { CrmRecord } from '../record/crm-record.ts'
