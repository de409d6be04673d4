import { css, html, type TemplateResult } from 'lit'

const COLORS = 'red orange amber green teal blue indigo purple pink'.split(' ')

/** Initials on a colour that stays the same for the same thing. Decorative: the name stands beside it. */
export function avatar(
  name: string | undefined,
  {
    seed = name ?? '',
    shape = 'circle',
    size = 'medium',
  }: {
    seed?: string
    /** People are circles, organisations squares. */
    shape?: 'circle' | 'square'
    size?: 'small' | 'medium' | 'large'
  } = {},
): TemplateResult {
  return html`<span
    class="avatar tag ${shape} ${size}"
    part="avatar"
    data-color=${COLORS[hash(seed) % COLORS.length] ?? 'gray'}
    aria-hidden="true"
    >${initials(name)}</span
  >`
}

/** First letters of the first and the last word; whole characters, not halves of one. */
export function initials(name: string | undefined): string {
  const words = (name ?? '').trim().split(/\s+/).filter(Boolean)
  const [first = '', last = ''] = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return (firstCharacter(first) + firstCharacter(last)).toUpperCase() || '?'
}

function firstCharacter(word: string): string {
  const letter = [...word].find((character) => /[\p{L}\p{N}]/u.test(character))
  return letter ?? ''
}

/** FNV-1a: spreads similar ids over all colours. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

export const avatarStyles = css`
  .avatar {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    color: var(--_tag);
    background: color-mix(in oklab, var(--_tag) 16%, var(--_surface));
    font-size: 10px;
    font-weight: 600;
    letter-spacing: 0.02em;
    line-height: 1;
    user-select: none;
  }
  .avatar.square {
    border-radius: 6px;
  }
  .avatar.small {
    width: 20px;
    height: 20px;
    font-size: 9px;
  }
  .avatar.large {
    width: 44px;
    height: 44px;
    font-size: 16px;
  }
  .avatar.square.large {
    border-radius: 10px;
  }
`
