export { CrmRecordForm } from '../form/crm-record-form.ts'
