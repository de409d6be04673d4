import { define } from '../base/define.ts'
import { CrmTimeline } from '../timeline/crm-timeline.ts'

define('crm-timeline', CrmTimeline)

declare global {
  interface HTMLElementTagNameMap {
    'crm-timeline': CrmTimeline
  }
}
