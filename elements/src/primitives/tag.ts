import { css, html, nothing, type TemplateResult } from 'lit'

import { tagColors } from '../theme/tokens.ts'
import { icon } from './icon.ts'

/** A short word on its colour: a status, a tag. */
export function tag(
  label: string,
  {
    color = 'gray',
    dot = false,
    onRemove,
    removeLabel,
  }: {
    color?: string | undefined
    /** A dot of the colour before plain text: quieter in a dense table. */
    dot?: boolean
    onRemove?: () => void
    removeLabel?: string
  } = {},
): TemplateResult {
  return html`<span class="tag ${dot ? 'dotted' : 'filled'}" part="tag" data-color=${color}>
    ${dot ? html`<span class="dot"></span>` : nothing}<span class="tag-label">${label}</span>
    ${
      onRemove
        ? html`<button
            type="button"
            class="tag-remove"
            aria-label=${removeLabel ?? label}
            @click=${onRemove}
          >
            ${icon('close')}
          </button>`
        : nothing
    }
  </span>`
}

export const tagStyles = [
  tagColors,
  css`
    .tag.filled,
    .tag.dotted {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      max-width: 100%;
      height: 20px;
      font-size: calc(var(--_font-size) - 1px);
      line-height: 20px;
      white-space: nowrap;
    }
    .tag.filled {
      padding: 0 7px;
      border-radius: 5px;
      color: var(--_tag);
      background: color-mix(in oklab, var(--_tag) 13%, var(--_surface));
      font-weight: 500;
    }
    .tag-label {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .dot {
      flex: none;
      width: 7px;
      height: 7px;
      border-radius: 50%;
      background: var(--_tag);
    }
    .tag-remove {
      display: grid;
      place-items: center;
      width: 18px;
      height: 18px;
      margin-inline: -1px -5px;
      padding: 0;
      border: 0;
      border-radius: 4px;
      color: inherit;
      background: none;
      cursor: pointer;
    }
    .tag-remove:hover {
      background: color-mix(in oklab, var(--_tag) 20%, transparent);
    }
    .tag-remove .icon {
      width: 12px;
      height: 12px;
    }
    @media (forced-colors: active) {
      .tag.filled {
        border: 1px solid;
      }
    }
  `,
]
