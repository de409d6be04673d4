import { html, type TemplateResult } from 'lit'

import { webAddress } from './web-address.ts'

export interface AvatarArgs {
  readonly name: string
  /** Picture; ours shows initials where there is none or it does not load. */
  readonly src?: unknown
  readonly size?: 'small' | 'large'
  /** Companies are square, people round. */
  readonly square?: boolean
}

const TONES = ['blue', 'purple', 'teal', 'orange', 'pink', 'green', 'indigo', 'amber'] as const

/** Initials on a colour that stays the same for a name. Hidden from screen readers: the name stands beside it. */
export function avatar({ name, src, size = 'small', square = false }: AvatarArgs): TemplateResult {
  const picture = typeof src === 'string' ? webAddress(src)?.href : undefined
  return html`<span
    class="tag f-avatar f-avatar-${size} ${square ? 'f-avatar-square' : ''}"
    data-color=${toneOf(name)}
    aria-hidden="true"
    >${initials(name)}${picture
      ? html`<img src=${picture} alt="" loading="lazy" @error=${hide} />`
      : ''}</span
  >`
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  // The first code point: half of an emoji would be a broken character.
  return [first, last].map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase()
}

function toneOf(name: string): string {
  let hash = 0
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return TONES[hash % TONES.length] ?? 'blue'
}

function hide({ target }: Event): void {
  ;(target as HTMLElement).hidden = true
}
