export { CrmTasks } from '../tasks/crm-tasks.ts'
