/** What the scripts of the states do, as a visitor would: wait, type, press. */

const SIGNS = ['crm-load', 'crm-ready', 'crm-record-load', 'crm-error']
const WAIT_MS = 20_000

/** Begins to listen at once; resolves when the element shows what it asked for, or that it could not have it. */
export async function loading(element) {
  await answered(element)
  await until(() => !element.matches(':state(loading), :state(stale)'))
  await new Promise((resolve) => requestAnimationFrame(resolve))
}

function answered(element) {
  // The only one without an event for it: it says it by its state.
  if (element.localName === 'crm-notifications')
    return until(() => element.crm?.session.user && !element.matches(':state(loading)'))
  return new Promise((resolve) => {
    for (const sign of SIGNS) element.addEventListener(sign, () => resolve(), { once: true })
  })
}

/** Waits until the function gives something true, and gives that; undefined when it never does. */
export async function until(what) {
  const end = performance.now() + WAIT_MS
  while (performance.now() < end) {
    const value = what()
    if (value) return value
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  return undefined
}

/** Types into the control of a form, and leaves it. */
export async function type(form, key, text) {
  const control = await until(() => form.shadowRoot.querySelector(`#field-${key}`))
  control.value = text
  control.dispatchEvent(new Event('input', { bubbles: true }))
  control.dispatchEvent(new Event('change', { bubbles: true }))
  control.dispatchEvent(new FocusEvent('blur'))
  await form.updateComplete
}

/** Presses what the selector finds inside the element. */
export async function press(element, selector) {
  const button = await until(() => element.shadowRoot.querySelector(selector))
  button.click()
  await element.updateComplete
}

/** Opens the editor of a cell, as a double click does. */
export async function openCell(list, row, key) {
  const cell = await until(() =>
    list.shadowRoot.querySelector(`.body-row[aria-rowindex="${row + 2}"] > [data-col="${key}"]`),
  )
  cell.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }))
  return until(() => list.shadowRoot.querySelector('.editor input'))
}

/** Changes a cell of a list: double click, text, Enter. */
export async function editCell(list, row, key, text) {
  const input = await openCell(list, row, key)
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }))
  input.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }),
  )
  await list.updateComplete
}
