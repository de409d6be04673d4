import { expect } from '@open-wc/testing'
import { html as lit } from 'lit'

import { html, provider, until } from '../support/provider.ts'
import { once } from '../support/until.ts'
import { control, error, find, formPage, loaded, press, root, type } from './form-page.ts'

type Form = HTMLElementTagNameMap['crm-record-form']

test('a host replaces one control by its own element in a slot', async () => {
  const page = await provider()
  const [ada] = await page.seed('contacts', [{ firstName: 'Ada', title: 'Analyst' }])
  const form = await page.add<Form>(
    html`<crm-record-form entity="contact" record-id=${ada!.id} fields="firstName,title,email">
      <input slot="field-title" />
    </crm-record-form>`,
  )
  await loaded(form)
  const own = form.querySelector('input')!
  await until(() => own.value === 'Analyst')
  expect(own.ariaLabel).to.equal('Job title')
  own.value = 'Countess'
  own.dispatchEvent(new Event('input', { bubbles: true }))
  own.dispatchEvent(new Event('change', { bubbles: true }))
  expect(form.patch).to.deep.equal({ title: 'Countess' })
  press(form, 'submit')
  await once(form, 'crm-submit')
  expect((await page.api('get', `/contacts/${ada!.id}`)).data['title']).to.equal('Countess')
  await expect(form).to.be.accessible()
})

test('a fault marks the host’s own control', async () => {
  const page = await provider()
  const form = await page.add<Form>(
    html`<crm-record-form entity="contact" fields="email"
      ><input slot="field-email"
    /></crm-record-form>`,
  )
  await loaded(form)
  const own = form.querySelector('input')!
  own.value = 'nonsense'
  own.dispatchEvent(new Event('input', { bubbles: true }))
  own.dispatchEvent(new Event('change', { bubbles: true }))
  await until(() => error(form, 'email'))
  expect(own.getAttribute('aria-invalid')).to.equal('true')
})

test('a renderer by key, by widget, or by rank draws a field', async () => {
  const { form } = await formPage({
    set: {
      renderers: {
        fields: {
          title: {
            editor: ({ value, id, onChange, onCommit }) => lit`<select
              id=${id}
              class="own"
              .value=${String(value)}
              @change=${({ target }: Event) => {
                const next = (target as HTMLSelectElement).value
                onChange(next)
                onCommit?.(next)
              }}
            ><option>Analyst</option><option>Countess</option></select>`,
          },
        },
        ranked: [
          {
            rank: ({ kind }) => (kind === 'email' ? 10 : undefined),
            editor: ({ id }) => lit`<input id=${id} class="ranked" />`,
          },
          // Ours outranks it.
          { rank: () => 0.5, editor: () => lit`<b class="low"></b>` },
        ],
      },
    },
  })
  const select = control<HTMLSelectElement>(form, 'title')
  expect(select.className).to.equal('own')
  expect(control(form, 'email').className).to.equal('ranked')
  expect(find(form, '.low')).to.equal(null)
  select.value = 'Countess'
  select.dispatchEvent(new Event('change'))
  expect(form.patch).to.deep.include({ title: 'Countess' })
})

test('slots before, after and in place of the buttons', async () => {
  const page = await provider()
  const form = await page.add<Form>(
    html`<crm-record-form entity="contact" fields="firstName">
      <button slot="actions" type="button">Go</button>
      <p slot="before">Hello</p>
    </crm-record-form>`,
  )
  await loaded(form)
  await type(form, 'firstName', 'Ada')
  const slot = root(form).querySelector<HTMLSlotElement>('slot[name=actions]')!
  expect(slot.assignedElements()).to.have.length(1)
  expect(await form.submit()).to.equal(true)
})
