export default function tearDown(): void {
  globalThis.crmkitTestPostgres?.stop()
}
