export { CrmProvider } from '../provider/crm-provider.ts'
