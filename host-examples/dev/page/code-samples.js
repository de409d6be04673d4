import { element } from './element.js'

/** Commands that work as they are pasted: the host told the page its address and a key. */
export function codeSamples({ origin, apiKey }) {
  const api = `${origin}/crm/api/v1`
  const authorization = `-H "Authorization: Bearer ${apiKey}"`
  return [
    sample('List five customers', [
      `curl -G ${api}/contacts \\`,
      `  ${authorization} \\`,
      `  --data-urlencode 'filter={"status":"customer"}' \\`,
      `  -d 'sort=lastName&limit=5'`,
    ]),
    sample('Create a contact', [
      `curl ${api}/contacts \\`,
      `  ${authorization} \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com"}'`,
    ]),
    sample('See who changed what', [`curl ${api}/changes?limit=5 \\`, `  ${authorization}`]),
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
