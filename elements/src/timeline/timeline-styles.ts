import { css } from 'lit'

import { cellStyles } from '../fields/cell-styles.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { changeFieldStyles } from '../record/change-field-styles.ts'
import { composerStyles } from './composer-styles.ts'
import { entryStyles } from './entry-styles.ts'

const shellStyles = css`
  .base {
    container-type: inline-size;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 14px;
  }
  .composer + .filters:not(:first-child) {
    margin-block-end: -6px;
  }
  .filters ~ .composer {
    margin-block-start: 14px;
  }
  .filter {
    min-height: 24px;
    padding: 0 9px;
    border: 1px solid transparent;
    border-radius: 12px;
    color: var(--_muted);
    background: none;
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    cursor: pointer;
    transition: background-color var(--_duration);
  }
  .filter:hover {
    background: var(--_hover);
  }
  .filter[aria-pressed='true'] {
    border-color: var(--_border);
    color: var(--_text);
    background: var(--_raised);
  }
  .more {
    margin-block-start: 6px;
    margin-inline-start: 39px;
  }
  .skeleton {
    margin-block-start: 14px;
  }
  @container (max-width: 380px) {
    .composer-kind[aria-checked='false'] span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .change-fields {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`

export const timelineStyles = [
  ...cellStyles,
  controlStyles,
  changeFieldStyles,
  menuStyles,
  panelStyles,
  skeletonStyles,
  shellStyles,
  composerStyles,
  entryStyles,
]
