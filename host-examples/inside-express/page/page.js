const provider = document.querySelector('crm-provider')
const record = document.querySelector('crm-record')
const side = document.querySelector('#side')

// Your server says who is asking: it answers { token, expiresAt }, and is asked again before that ends.
provider.fetchSession = async () => {
  const answer = await fetch('/crm-session', { method: 'POST' })
  if (answer.status === 401) location.reload() // signed out elsewhere
  if (!answer.ok) throw new Error(`No session: ${answer.status}`)
  return answer.json()
}

provider.addEventListener('crm-row-open', ({ detail }) => record.show(detail.id))

document.querySelector('#new').addEventListener('click', () => {
  const form = document.createElement('crm-record-form')
  form.entity = 'contact'
  form.fields = 'firstName,lastName,email,phone,companyId,status'
  form.addEventListener('crm-submit', ({ detail }) => {
    closeSide()
    record.show(detail.id)
  })
  form.addEventListener('crm-cancel', closeSide)
  side.replaceChildren(form)
  side.hidden = false
})

function closeSide() {
  side.hidden = true
  side.replaceChildren()
}
