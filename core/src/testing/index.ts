export {
  createTestCrm,
  type TestActor,
  type TestAnswer,
  type TestClient,
  type TestCrm,
  type TestCrmOptions,
} from './create-test-crm.ts'
export { generateContract, type GenerateOptions } from './generate-contract.ts'
export type { ConformanceOptions } from './conformance/subject.ts'
export {
  type ConformanceFault,
  type ConformanceReport,
  pluginConformance,
} from './plugin-conformance.ts'
export { sweepCatalog } from './sweep-catalog.ts'
export { type EmbedSweepOptions, sweepEmbedSessions } from './sweep-embed-sessions.ts'
