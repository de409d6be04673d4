import { css } from 'lit'

import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'

export const formStyles = [
  panelStyles,
  skeletonStyles,
  css`
    .base {
      container-type: inline-size;
    }
    .form {
      display: flex;
      flex-direction: column;
      gap: 28px;
    }
    .legend {
      margin-block-end: 14px;
      padding-block-end: 8px;
      border-block-end: 1px solid var(--_border);
      font-weight: 600;
    }
    .grid {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 18px 20px;
      align-items: start;
    }
    @container (min-width: 520px) {
      .grid[data-columns='2'] {
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
      .grid[data-columns='2'] > [data-span='2'] {
        grid-column: 1 / -1;
      }
    }
    .field {
      position: relative;
      display: flex;
      flex-direction: column;
      gap: 5px;
      min-width: 0;
    }
    .label {
      align-self: flex-start;
      line-height: 1.35;
      transition: color var(--_duration);
    }
    .field:focus-within > .label {
      color: var(--_text);
    }
    .required {
      margin-inline-start: 2px;
      color: var(--_danger);
    }
    /* Between two rows, over what is below if it is long: nothing moves under the pointer, and a form at rest is calm. */
    .hint {
      position: absolute;
      inset-inline: 0;
      inset-block-start: 100%;
      z-index: 1;
      padding: 1px 0 0;
      border-radius: 0 0 var(--_radius) var(--_radius);
      line-height: 1.25;
      background: var(--_surface);
      opacity: 0;
      pointer-events: none;
      transition: opacity var(--_duration);
    }
    .field:focus-within > .hint,
    .label:hover ~ .hint {
      opacity: 1;
    }
    .field:has([aria-expanded='true']) > .hint {
      opacity: 0;
    }
    .error-text {
      display: flex;
      align-items: flex-start;
      gap: 5px;
      line-height: 1.4;
    }
    .error-text svg {
      flex: none;
      width: 13px;
      height: 13px;
      margin-block-start: 2px;
    }
    .bad > .hint {
      display: none;
    }
    .muted {
      color: var(--_muted);
    }
    .empty {
      margin: 0;
      padding: 24px;
      text-align: center;
      color: var(--_muted);
    }
    .actions {
      position: sticky;
      inset-block-end: 0;
      z-index: 2;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: flex-end;
      gap: 8px;
      margin-block-start: 24px;
      padding-block: 12px;
      border-block-start: 1px solid var(--_border);
      background: var(--_surface);
    }
    .note {
      flex: 1 1 auto;
      display: flex;
      align-items: center;
      gap: 7px;
      color: var(--_muted);
    }
    @container (max-width: 420px) {
      .note:not(:empty) {
        flex-basis: 100%;
      }
    }
    .note i {
      width: 7px;
      height: 7px;
      border-radius: 50%;
      background: var(--_warning);
    }
    .note svg {
      color: var(--_success);
    }
    .leave .note {
      flex-direction: column;
      align-items: flex-start;
      gap: 0;
    }
    .leave strong {
      color: var(--_text);
    }
    .banner,
    .summary {
      display: flex;
      align-items: flex-start;
      gap: 10px;
      margin-block-end: 18px;
      padding: 10px 12px;
      border-radius: calc(var(--_radius) + 2px);
      background: color-mix(in oklab, var(--_primary) 8%, var(--_surface));
    }
    .banner > svg,
    .summary > svg {
      flex: none;
      margin-block-start: 1px;
      color: var(--_primary);
    }
    .banner > :is(span, div) {
      flex: 1;
    }
    .banner p {
      margin: 0;
    }
    .banner .button {
      flex: none;
      margin-block: -2px;
    }
    .banner.warning {
      background: color-mix(in oklab, var(--_warning) 11%, var(--_surface));
    }
    .banner.warning > svg {
      color: var(--_warning);
    }
    .banner.danger,
    .summary {
      background: color-mix(in oklab, var(--_danger) 8%, var(--_surface));
    }
    .banner.danger > svg,
    .summary > svg {
      color: var(--_danger);
    }
    .summary:focus {
      outline: 2px solid color-mix(in oklab, var(--_danger) 55%, transparent);
      outline-offset: 1px;
    }
    .summary p {
      margin: 2px 0 0;
    }
    .summary ul {
      margin: 4px 0 0;
      padding: 0;
      list-style: none;
    }
    .summary a {
      color: inherit;
      text-decoration: underline;
      text-decoration-color: var(--_border-strong);
      text-underline-offset: 3px;
    }
    .summary a:hover {
      text-decoration-color: currentColor;
    }
    .conflict {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 6px 10px;
      align-items: center;
      padding: 10px;
      border: 1px solid color-mix(in oklab, var(--_warning) 40%, var(--_border));
      border-radius: var(--_radius);
      background: color-mix(in oklab, var(--_warning) 7%, var(--_surface));
    }
    .conflict-title {
      grid-column: 1 / -1;
      display: flex;
      gap: 6px;
      font-size: 0.923em;
      font-weight: 500;
    }
    .conflict-title svg {
      flex: none;
      color: var(--_warning);
    }
    .choice {
      display: contents;
    }
    .choice-whose {
      color: var(--_muted);
      font-size: 0.923em;
    }
    .choice-value {
      min-width: 0;
      overflow-wrap: anywhere;
      font-weight: 500;
    }
    .withheld {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 8px;
      user-select: text;
    }
    .loading {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 18px 20px;
    }
    @container (min-width: 520px) {
      .loading {
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
    }
    .loading span {
      display: grid;
      gap: 7px;
    }
    .bone:first-child {
      width: 34%;
    }
    .bone:last-child {
      height: var(--_control-height);
      border-radius: var(--_radius);
    }
    .spinner {
      width: 12px;
      height: 12px;
      border: 2px solid currentColor;
      border-inline-end-color: transparent;
      border-radius: 50%;
      animation: spin 700ms linear infinite;
    }
    @keyframes spin {
      to {
        rotate: 1turn;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .spinner {
        animation-duration: 3s;
      }
    }
    @media print {
      .actions {
        display: none;
      }
    }
  `,
]
