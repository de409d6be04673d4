import { writeFileSync } from 'node:fs'
import { test } from '@jest/globals'
import { contacts } from '@crmkit/contacts'
import { deals } from '@crmkit/deals'
import { createTestCrm } from '@crmkit/core/testing'
test('dump', async () => {
  const extra: any[] = []
  try { extra.push((await import('@crmkit/activities' as string)).activities()) } catch (e) { console.log(String(e)) }
  const t = await createTestCrm({ plugins: [contacts(), deals(), ...extra] })
  const c = t.as('acme', { name: 'Ada Admin' })
  const out: string[] = []
  for (const { name } of (await c.get('/schemas')).body.data) {
    const w = (await c.get('/schemas/' + name)).body['x-crm']
    const l = (await c.get('/layouts/' + name)).body.data
    out.push(name, '  columns ' + w.columns, '  header ' + l.header, '  related ' + l.related, ...l.sections.map((s: any) => '  [' + s.key + '] ' + s.fields.map((f: any) => f.key + ':' + w.fields.find((x: any) => x.key === f.key).kind + (f.readonly ? '(r)' : '') + (f.span ? '*' : '')).join(' ')))
  }
  writeFileSync('/tmp/views-dump.txt', out.join('\n'))
  await t.close()
})
