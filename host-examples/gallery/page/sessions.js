/** What your page does: its server knows who is signed in. Here everybody is Nora, in one of four tenants. */
export function sessionOf(world = 'team', role = 'admin') {
  return async () => {
    const answer = await fetch(`/crm-session?world=${world}&role=${role}`, { method: 'POST' })
    if (!answer.ok) throw new Error(`No session: ${answer.status}`)
    const { token, expiresAt } = await answer.json()
    return { token, expiresAt }
  }
}

/** A change by somebody else, past the page. */
export async function somebodyElse(method, path, body) {
  const { token } = await sessionOf()()
  const url = `/crm/api/v1${path}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
}
