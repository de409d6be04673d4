import { element } from './element.js'

/** Of everything on the page; a state that is about one of them keeps its own. */
const choices = {
  theme: [
    ['', 'System'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ],
  dir: [
    ['', 'Left to right'],
    ['rtl', 'Right to left'],
  ],
  width: [
    ['', 'Full width'],
    ['640', '640 px'],
    ['320', '320 px'],
  ],
  locale: [
    ['', 'English'],
    ['de-DE', 'German formats'],
    ['ja-JP', 'Japanese formats'],
  ],
}
const names = { theme: 'Theme', dir: 'Direction', width: 'Width', locale: 'Locale' }

/** From the address, so that what one sees can be sent to somebody. */
export function readLook() {
  const asked = new URLSearchParams(location.search)
  return Object.fromEntries(
    Object.entries(choices).map(([name, values]) => {
      const value = asked.get(name) ?? ''
      return [name, values.some(([known]) => known === value) ? value : '']
    }),
  )
}

export function drawSwitches(form, look, changed) {
  form.append(
    ...Object.entries(choices).map(([name, values]) => {
      const select = element(
        'select',
        { name },
        ...values.map(([value, label]) => element('option', { value }, label)),
      )
      select.value = look[name]
      select.addEventListener('change', () => {
        look[name] = select.value
        changed()
      })
      return element('label', {}, element('span', {}, names[name]), select)
    }),
  )
}

export function applyLook(look) {
  const { dataset } = document.documentElement
  dataset.theme = look.theme
  dataset.width = look.width
  for (const frame of document.querySelectorAll('.frame')) {
    if (!frame.hasAttribute('data-own-dir')) frame.dir = look.dir
    for (const provider of frame.querySelectorAll('crm-provider:not([locale])'))
      provider.locale = look.locale || undefined
  }
  const asked = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(look)) {
    if (value) asked.set(name, value)
    else asked.delete(name)
  }
  const query = asked.size > 0 ? `?${asked}` : ''
  history.replaceState(null, '', location.pathname + query + location.hash)
  asked.delete('state')
  for (const link of document.querySelectorAll('a[data-look]')) link.search = `${asked}`
}
