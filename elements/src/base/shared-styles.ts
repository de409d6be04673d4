import { css } from 'lit'

import { tokens } from '../theme/tokens.ts'

/** What every element starts from: its own size, the tokens, nothing of the page's resets. */
export const sharedStyles = [
  tokens,
  css`
    :host {
      display: block;
      box-sizing: border-box;
    }
    :host([hidden]) {
      display: none;
    }
    *,
    *::before,
    *::after {
      box-sizing: border-box;
    }
    [part~='base'] {
      color: var(--_text);
      font-family: var(--_font);
      font-size: var(--_font-size);
      line-height: var(--_line-height);
      font-weight: 400;
      font-style: normal;
      font-variant: normal;
      letter-spacing: normal;
      text-align: start;
      text-indent: 0;
      text-shadow: none;
      text-transform: none;
      word-spacing: normal;
      word-break: normal;
      white-space: normal;
      hyphens: manual;
      tab-size: 8;
      list-style: none;
      cursor: auto;
      -webkit-font-smoothing: antialiased;
    }
    button,
    input,
    select,
    textarea {
      font: inherit;
      letter-spacing: inherit;
      color: inherit;
      margin: 0;
    }
    :focus {
      outline: none;
    }
    :focus-visible {
      outline: 2px solid var(--_focus);
      outline-offset: 1px;
    }
    .visually-hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      margin: -1px;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
      border: 0;
    }
  `,
]
