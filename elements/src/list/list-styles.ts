import { css } from 'lit'

import { sharedStyles } from '../base/shared-styles.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { searchFieldStyles } from '../primitives/search-field-styles.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'

const frameStyles = css`
  :host([height='fill']) {
    height: 100%;
  }
  .base {
    position: relative;
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
  }
  :host([height='fill']) .base {
    height: 100%;
  }
  .toolbar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 46px;
    padding: 7px 10px;
    border-block-end: 1px solid var(--_border);
  }
  .spacer {
    flex: 1;
  }
  .tool,
  .toolbar > .icon-only {
    color: var(--_muted);
  }
  .tool {
    padding: 0 8px;
    font-weight: 500;
  }
  .tool:hover,
  .tool.on,
  .tool[aria-expanded='true'] {
    color: var(--_text);
  }
  .badge {
    min-width: 16px;
    padding: 0 4px;
    border-radius: 8px;
    color: var(--_primary);
    background: color-mix(in oklab, var(--_primary) 14%, transparent);
    font-size: 11px;
    font-weight: 600;
    line-height: 16px;
    text-align: center;
  }
  .toolbar > .create {
    margin-inline-start: 8px;
  }

  .frame {
    position: relative;
    flex: 1 1 auto;
    min-height: 0;
    display: flex;
    flex-direction: column;
    height: calc(var(--_rows, 0px) + 52px);
    min-height: 300px;
    max-height: 640px;
  }
  :host([height]:not([height='auto'])) .frame {
    height: auto;
    min-height: 0;
    max-height: none;
  }
  .overlay {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    justify-content: center;
    overflow: auto;
    background: var(--_surface);
  }
  .wide .scroller ~ .overlay {
    inset-block-start: 35px;
  }
  .overlay.loading {
    justify-content: start;
    padding: 12px 16px;
    pointer-events: none;
  }
  .overlay.loading .skeleton {
    gap: 26px;
  }
  .footer {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    min-height: 32px;
    padding: 4px 14px;
    border-block-start: 1px solid var(--_border);
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-variant-numeric: tabular-nums;
  }
  @container (inline-size < 860px) {
    .tool .button-text {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container (inline-size < 560px) {
    .toolbar {
      flex-wrap: wrap;
      gap: 4px 0;
    }
    .toolbar > .spacer {
      display: none;
    }
    .search {
      flex: 1 1 90px;
      width: auto;
      min-width: 0;
      margin-inline-end: 2px;
    }
    .create .button-text {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .create {
      padding: 0 8px;
    }
  }
  @media print {
    .toolbar,
    .footer {
      display: none;
    }
    .base {
      border: 0;
      overflow: visible;
    }
    .frame {
      height: auto !important;
      max-height: none !important;
      display: block;
    }
  }
`

export const listStyles = [
  ...sharedStyles,
  controlStyles,
  skeletonStyles,
  searchFieldStyles,
  frameStyles,
]
