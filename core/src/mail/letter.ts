/** What a mail of the engine is made of: a few paragraphs, what to press, why one gets it. */
export interface Letter {
  readonly paragraphs: readonly string[]
  /** Somebody's own words, set apart. */
  readonly quote?: string | undefined
  readonly action?: { readonly label: string; readonly url: string } | undefined
  readonly footer?: string | undefined
}

/** The same letter as plain text and as HTML. Everything in it is text: no markup of a caller's gets through. */
export function writeLetter(letter: Letter): { readonly text: string; readonly html: string } {
  return { text: textOf(letter), html: htmlOf(letter) }
}

function textOf({ paragraphs, quote, action, footer }: Letter): string {
  const parts = [
    ...paragraphs,
    ...(quote === undefined ? [] : [quote.replace(/^/gm, '> ')]),
    ...(action && isWebAddress(action.url) ? [`${action.label}: ${action.url}`] : []),
    // The separator mail programs know a signature by (RFC 3676 §4.3).
    ...(footer === undefined ? [] : [`-- \n${footer}`]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Styles stand in the elements, because mail programs drop style sheets. */
function htmlOf({ paragraphs, quote, action, footer }: Letter): string {
  const parts = [
    ...paragraphs.map((text) => `<p style="margin:0 0 16px">${escaped(text)}</p>`),
    ...(quote === undefined
      ? []
      : [
          `<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #d0d5dd;color:#475467">${escaped(quote)}</blockquote>`,
        ]),
    ...(action && isWebAddress(action.url)
      ? [
          `<p style="margin:0 0 16px"><a href="${escaped(action.url)}" style="display:inline-block;padding:8px 16px;border-radius:6px;background:#1f2937;color:#fff;text-decoration:none">${escaped(action.label)}</a></p>`,
        ]
      : []),
    ...(footer === undefined
      ? []
      : [`<p style="margin:24px 0 0;font-size:12px;color:#667085">${escaped(footer)}</p>`]),
  ]
  return `<!doctype html><html><body style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#101828"><div style="max-width:560px">${parts.join('')}</div></body></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"'\n]/g, (character) => ENTITIES[character] ?? character)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
}

/** `javascript:` and its like are no links. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}
