export { CrmPipelineBoard } from '../board/crm-pipeline-board.ts'
