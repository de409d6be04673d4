/** Calls the engine with the host's own session: the cookie goes along, no key is ever in this page's requests. */
export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  const response = await fetch(`/crm/api/v1${path}?${search}`, {
    headers: { accept: 'application/json' },
  })
  const body = await response.json()
  if (!response.ok) throw new Error(body.detail ?? `The engine answered ${response.status}.`)
  return body
}

/** How many records of one kind there are. */
export async function count(plural) {
  const { page } = await get(`/${plural}`, { limit: 1, count: 'exact', fields: 'id' })
  return page.total
}
