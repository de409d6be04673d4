import { CrmRecordList } from './record-list.ts'

/**
 * The list of contacts: `crm-record-list` with its entity set.
 *
 * @tag crm-contact-list
 */
export class CrmContactList extends CrmRecordList {
  constructor() {
    super()
    this.entity = 'contact'
  }
}
