export { CrmTimeline } from '../timeline/crm-timeline.ts'
