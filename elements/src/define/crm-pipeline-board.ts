import { define } from '../base/define.ts'
import { CrmPipelineBoard } from '../board/crm-pipeline-board.ts'

define('crm-pipeline-board', CrmPipelineBoard)

declare global {
  interface HTMLElementTagNameMap {
    'crm-pipeline-board': CrmPipelineBoard
  }
}
