import { expect } from '@open-wc/testing'

import { formPage } from '../form/form-page.ts'
import { provider, until } from '../support/provider.ts'
import { all, find, openTab, recordPage } from './record-page.ts'

const RUN = '<img src=x onerror="window.fired=1"><script>window.fired=1</script>'

test('hostile text in every field of a record, its title, its lists and its history is only shown', async () => {
  const page = await provider()
  const [tag] = await page.seed('tags', [{ name: RUN.slice(0, 50), color: 'red' }])
  const [company] = await page.seed('companies', [{ name: RUN, industry: RUN, about: RUN }])
  const [contact] = await page.seed('contacts', [
    {
      ...{ firstName: RUN, lastName: RUN, title: RUN, source: RUN, about: RUN },
      companyId: company!.id,
      tagIds: [tag!.id],
      phones: [{ value: '0"><script>x()</script>' }],
      addresses: [{ street: RUN, city: RUN }],
    },
  ])
  await page.api(
    'patch',
    `/companies/${company!.id}`,
    { industry: `${RUN.slice(0, 90)}!` },
    { name: RUN, id: 'mallory' },
  )
  const { record } = await recordPage({ page, entity: 'company', recordId: company!.id })
  expect(find(record, '.title')?.textContent.trim()).to.equal(RUN)
  await openTab(record, 'related')
  await until(() => find(record, '.related-row'))
  await openTab(record, 'changes')
  await until(() => all(record, '.change').length === 2)
  const { form } = await formPage({ page, recordId: contact!.id, fields: '' })
  await until(() => form.shadowRoot!.querySelector('.f-picker-many .tag'))
  const { record: person } = await recordPage({ page, recordId: contact!.id })
  await until(() => find(person, '.f-chips .tag'))
  expect(document.querySelector('crm-provider img, crm-provider script')).to.equal(null)
  for (const { shadowRoot } of [record, person, form])
    expect(shadowRoot!.querySelector('img, script')).to.equal(null)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((window as { fired?: number }).fired).to.equal(undefined)
})
