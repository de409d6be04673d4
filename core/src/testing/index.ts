export { createTestCrm, type TestActor, type TestAnswer, type TestClient, type TestCrm, type TestCrmOptions } from './create-test-crm.ts'
