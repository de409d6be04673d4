import { expect } from '@open-wc/testing'
import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import { CrmElement } from '../../src/base/crm-element.ts'
import { FocusKeeper } from '../../src/base/focus-keeper.ts'
import { provider } from '../support/provider.ts'

class FocusList extends CrmElement {
  static override properties = {
    ...CrmElement.properties,
    ids: { attribute: false },
    recycle: { attribute: false },
  }
  declare ids: string[]
  declare recycle: boolean
  readonly keeper = new FocusKeeper(this)

  protected override render(): TemplateResult {
    const row = (id: string): TemplateResult =>
      html`<div data-record-id=${id}>
        <input data-control="title" aria-label="Title of ${id}" .value=${`text of ${id}`} />
        <button type="button" data-control="menu">Menu</button>
      </div>`
    return html`${this.recycle ? this.ids.map(row) : repeat(this.ids, (id) => id, row)}`
  }
}
customElements.define('focus-list', FocusList)

async function focused(control: string, recycle: boolean): Promise<FocusList> {
  const { add } = await provider()
  const list = await add<FocusList>(
    html`<focus-list .ids=${['a', 'b', 'c']} .recycle=${recycle}></focus-list>`,
  )
  list
    .shadowRoot!.querySelector<HTMLElement>(`[data-record-id=b] [data-control=${control}]`)!
    .focus()
  return list
}

function place(list: FocusList): string {
  const active = list.shadowRoot!.activeElement as HTMLElement | null
  return `${String(active?.closest<HTMLElement>('[data-record-id]')?.dataset['recordId'])} ${String(active?.dataset['control'])}`
}

for (const recycle of [false, true]) {
  test(`the focus follows its record through a re-order (${recycle ? 'recycled rows' : 'moved rows'})`, async () => {
    const list = await focused('menu', recycle)
    for (const ids of [['b', 'a', 'c'], ['a', 'c', 'b'], ['c', 'a', 'b', 'd'], ['b']]) {
      list.ids = ids
      await list.updateComplete
      expect(place(list)).to.equal('b menu')
    }
  })
}

test('the caret stays where it was', async () => {
  const list = await focused('title', false)
  const input = list.shadowRoot!.activeElement as HTMLInputElement
  input.setSelectionRange(2, 5)
  list.ids = ['c', 'a', 'b']
  await list.updateComplete
  const now = list.shadowRoot!.activeElement as HTMLInputElement
  expect([place(list), now.selectionStart, now.selectionEnd]).to.deep.equal(['b title', 2, 5])
})

test('a focus that went elsewhere is left there; a record that is gone takes its focus along', async () => {
  const list = await focused('menu', false)
  const outside = document.createElement('input')
  document.body.append(outside)
  outside.focus()
  list.ids = ['c', 'b', 'a']
  await list.updateComplete
  expect(document.activeElement).to.equal(outside)
  outside.remove()
  list.shadowRoot!.querySelector<HTMLElement>('[data-record-id=b] [data-control=menu]')!.focus()
  list.ids = ['a', 'c']
  await list.updateComplete
  expect(list.shadowRoot!.activeElement).to.equal(null)
})
