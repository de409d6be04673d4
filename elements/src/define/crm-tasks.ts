import { define } from '../base/define.ts'
import { CrmTasks } from '../tasks/crm-tasks.ts'

define('crm-tasks', CrmTasks)

declare global {
  interface HTMLElementTagNameMap {
    'crm-tasks': CrmTasks
  }
}
