import { css } from 'lit'

import { avatarStyles } from '../primitives/avatar.ts'
import { tagStyles } from '../primitives/tag.ts'

/** Values as they are read: chips, people, links. For lists and cards, which edit seldom. */
export const cellStyles = [
  tagStyles,
  avatarStyles,
  css`
    .f-text {
      overflow: hidden;
      text-overflow: ellipsis;
      min-width: 0;
    }
    .f-chips {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 4px;
      max-width: 100%;
      min-width: 0;
    }
    .tag,
    .f-person,
    .f-chips {
      vertical-align: middle;
    }
    .f-person {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: 0;
      max-width: 100%;
    }
    .f-link {
      color: inherit;
      text-decoration: underline;
      text-decoration-color: var(--_border-strong);
      text-underline-offset: 3px;
      border-radius: 3px;
      transition: color var(--_duration);
    }
    .f-link:hover {
      color: var(--_primary);
      text-decoration-color: currentColor;
    }
    .f-number {
      font-variant-numeric: tabular-nums;
    }
    .f-yes,
    .f-no {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      vertical-align: middle;
    }
    /* Read from the left in every script, or the plus of a phone number wanders to its end. */
    .f-ltr {
      direction: ltr;
      unicode-bidi: isolate;
    }
    .f-yes svg {
      color: var(--_success);
    }
    .f-no,
    .f-more {
      color: var(--_muted);
    }
    .f-more {
      margin-inline-start: 6px;
      font-size: 0.923em;
    }
    .f-code {
      font-family: ui-monospace, SFMono-Regular, Menlo, monospace;
      font-size: 0.923em;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .f-hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      margin: -1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `,
]
