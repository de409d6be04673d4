export { CrmRecordList } from '../list/record-list.ts'
