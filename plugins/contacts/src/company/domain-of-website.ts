/** Sites where everybody has a page: their domain says nothing about the company, and it would be taken by the first one. */
const sharedSites: ReadonlySet<string> = new Set([
  'about.me',
  'behance.net',
  'blogspot.com',
  'business.site',
  'facebook.com',
  'github.com',
  'github.io',
  'goo.gl',
  'google.com',
  'instagram.com',
  'linkedin.com',
  'linktr.ee',
  'medium.com',
  'myshopify.com',
  'notion.site',
  'pinterest.com',
  'squarespace.com',
  'substack.com',
  'tiktok.com',
  'twitter.com',
  'webflow.io',
  'weebly.com',
  'wixsite.com',
  'wordpress.com',
  'x.com',
  'xing.com',
  'yelp.com',
  'youtube.com',
])

/** Labels of RFC 1035 §2.3.1, at least two, the last not a number: no IP address, no `localhost`, no `my_host`. */
const PUBLIC_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/

/** The domain a website belongs to, without `www.`; undefined for what is no public host of the company's own. */
export function domainOfWebsite(website: unknown): string | undefined {
  if (typeof website !== 'string') return undefined
  const text = website.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  const host = url?.hostname.replace(/^www\./, '').replace(/\.$/, '')
  if (!host || !PUBLIC_NAME.test(host) || isShared(host)) return undefined
  return host
}

function isShared(host: string): boolean {
  const labels = host.split('.')
  return labels.some((_, index) => sharedSites.has(labels.slice(index).join('.')))
}
