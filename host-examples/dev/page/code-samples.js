import { element } from './element.js'

/** Commands that work as they are pasted, the first one once in each terminal: the host told the page its address and a key. */
export function codeSamples({ origin, apiKey }) {
  return [
    sample('Once in a terminal', [
      `CRM=${origin}/crm/api/v1`,
      `AUTH="Authorization: Bearer ${apiKey}"`,
    ]),
    sample('List five customers', [
      `curl -G $CRM/contacts -H "$AUTH" \\`,
      `  -d 'filter={"status":"customer"}' \\`,
      `  -d 'sort=lastName&limit=5'`,
    ]),
    sample('Create a contact', [
      `curl $CRM/contacts -H "$AUTH" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"firstName":"Ada",`,
      `       "lastName":"Lovelace",`,
      `       "email":"ada@example.com"}'`,
    ]),
    sample('See who changed what', [`curl "$CRM/changes?limit=5" -H "$AUTH"`]),
  ]
}

function sample(title, lines) {
  const text = lines.join('\n')
  const button = element('button', { type: 'button', 'aria-label': `Copy: ${title}` }, 'Copy')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
    setTimeout(() => (button.textContent = 'Copy'), 1600)
  })
  return element(
    'section',
    { class: 'sample' },
    element('h3', {}, title, button),
    element('pre', { tabindex: '0', 'aria-label': title }, text),
  )
}
