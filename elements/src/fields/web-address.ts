/** A link to a web page and how it is read; undefined for any scheme but http: `javascript:` would run on a click. */
export function webAddress(value: string): { href: string; text: string } | undefined {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    return undefined
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  const text = `${url.host}${url.pathname}${url.search}`.replace(/^www\./, '').replace(/\/$/, '')
  return { href: url.href, text }
}

/** What people type for a web page: `acme.com` means `https://acme.com`. */
export function asWebAddress(typed: string): string {
  const text = typed.trim()
  if (text === '' || /^[a-z][a-z0-9+.-]*:/i.test(text)) return text
  return `https://${text}`
}
