export { CrmContactList } from '../list/contact-list.ts'
