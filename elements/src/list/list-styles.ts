import { css } from 'lit'

import { sharedStyles } from '../base/shared-styles.ts'
import { fieldStyles } from '../fields/field-styles.ts'
import { avatarStyles } from '../primitives/avatar.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { dialogStyles } from '../primitives/dialog.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { gridStyles } from './grid-styles.ts'
import { listPanelStyles } from './list-panel-styles.ts'

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
  .search {
    display: flex;
    align-items: center;
    gap: 6px;
    width: 190px;
    height: var(--_control-height);
    margin-inline-end: 6px;
    padding-inline: 8px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: var(--_sunken);
    cursor: text;
    transition:
      border-color var(--_duration),
      background-color var(--_duration),
      box-shadow var(--_duration);
  }
  .search:hover {
    border-color: var(--_border);
  }
  .search:focus-within {
    border-color: var(--_focus);
    background: var(--_surface);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 20%, transparent);
  }
  .search-input {
    flex: 1;
    min-width: 0;
    padding: 0;
    border: 0;
    color: var(--_text);
    background: none;
    text-overflow: ellipsis;
  }
  .search-input:focus-visible {
    outline: none;
  }
  .search-input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .search-input::-webkit-search-cancel-button {
    cursor: pointer;
  }

  .views {
    flex: 0 1 auto;
    min-width: 0;
    overflow: auto hidden;
    overscroll-behavior: contain;
    scrollbar-width: none;
    margin-inline-start: -2px;
  }
  .views ul {
    display: flex;
    gap: 2px;
    margin: 0;
    padding: 2px;
    list-style: none;
  }
  .views li {
    position: relative;
    flex: none;
    display: flex;
  }
  .view,
  .view-menu,
  .view-add {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 28px;
    padding: 0 9px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color var(--_duration),
      color var(--_duration);
  }
  .view:hover,
  .view-menu:hover,
  .view-add:hover {
    color: var(--_text);
    background: var(--_hover);
  }
  .view.active {
    color: var(--_text);
    background: var(--_pressed);
  }
  li:has(> .view-menu) > .view {
    padding-inline-end: 26px;
  }
  .view-menu {
    position: absolute;
    inset-inline-end: 3px;
    inset-block-start: 3px;
    width: 22px;
    height: 22px;
    padding: 3px;
    justify-content: center;
  }
  .view-add {
    width: 28px;
    padding: 6px;
  }
  .view-shared {
    display: inline-flex;
    color: var(--_muted);
  }
  .view-shared svg {
    width: 12px;
    height: 12px;
  }
  .view-dirty {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--_primary);
  }

  .chips {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 7px 10px;
    border-block-end: 1px solid var(--_border);
    background: color-mix(in oklab, var(--_sunken) 60%, var(--_surface));
  }
  .chip-list {
    display: contents;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chip {
    display: inline-flex;
    max-width: 100%;
    height: 26px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow: hidden;
  }
  .chip button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-width: 0;
    border: 0;
    padding: 0 8px;
    background: none;
    cursor: pointer;
  }
  .chip button:hover {
    background: var(--_hover);
  }
  .chip button:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_radius);
  }
  .chip-text > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip-field {
    font-weight: 500;
  }
  .chip-operator {
    color: var(--_muted);
  }
  .chip-value {
    color: var(--_primary);
    font-weight: 500;
  }
  .chip .chip-remove {
    flex: none;
    width: 24px;
    padding: 0;
    justify-content: center;
    border-inline-start: 1px solid var(--_border);
    color: var(--_muted);
  }
  .chip-remove svg {
    width: 12px;
    height: 12px;
  }
  .chips .button.ghost {
    color: var(--_muted);
  }
  .chips .button.ghost:hover {
    color: var(--_text);
  }
  .view-actions {
    display: flex;
    gap: 4px;
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
    inset: 35px 0 0;
    display: flex;
    flex-direction: column;
    justify-content: center;
    overflow: auto;
    background: var(--_surface);
  }
  .narrow .overlay {
    inset-block-start: 0;
  }
  .overlay.loading {
    justify-content: start;
    padding: 12px 16px;
    pointer-events: none;
  }
  .overlay.loading .skeleton {
    gap: 26px;
  }
  .notice {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    width: max-content;
    max-width: calc(100% - 24px);
    margin-inline: auto;
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 6px 6px 12px;
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_raised);
    box-shadow: var(--_shadow);
  }
  .pill {
    position: absolute;
    inset-block-start: 44px;
    inset-inline: 0;
    width: max-content;
    margin-inline: auto;
    display: inline-flex;
    align-items: center;
    gap: 7px;
    height: 28px;
    padding: 0 12px;
    border: 0;
    border-radius: 14px;
    color: var(--_on-primary);
    background: var(--_primary);
    box-shadow: var(--_shadow);
    font-weight: 600;
    cursor: pointer;
    animation: pill-in var(--_duration) ease-out;
  }
  .pill:focus-visible {
    outline-offset: 2px;
  }
  .narrow .pill {
    inset-block-start: 10px;
  }
  .pill-dot {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: currentcolor;
  }
  @keyframes pill-in {
    from {
      opacity: 0;
      transform: translateY(-6px);
    }
  }

  .bulk {
    position: absolute;
    inset-block-end: 14px;
    inset-inline: 0;
    width: max-content;
    max-width: calc(100% - 20px);
    margin-inline: auto;
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 4px 4px 4px 14px;
    border-radius: 10px;
    color: light-dark(#f4f5f7, #16171b);
    background: light-dark(#20232a, #f1f2f4);
    box-shadow: 0 10px 30px -8px rgb(0 0 0 / 45%);
    opacity: 0;
    visibility: hidden;
    transform: translateY(10px);
    transition:
      opacity var(--_duration),
      transform var(--_duration),
      visibility 0s var(--_duration);
  }
  .bulk.shown {
    opacity: 1;
    visibility: visible;
    transform: none;
    transition:
      opacity var(--_duration),
      transform var(--_duration);
  }
  .bulk-count {
    font-weight: 600;
    white-space: nowrap;
  }
  .bulk-line {
    width: 1px;
    height: 18px;
    margin-inline: 6px;
    background: color-mix(in oklab, currentcolor 25%, transparent);
  }
  .bulk-button,
  .bulk ::slotted(button) {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 30px;
    padding: 0 10px;
    border: 0;
    border-radius: 7px;
    color: inherit;
    background: none;
    font: inherit;
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
  }
  .bulk-button:hover {
    background: color-mix(in oklab, currentcolor 14%, transparent);
  }
  .bulk-button:focus-visible {
    outline-color: currentcolor;
    outline-offset: -2px;
  }
  .bulk-button.quiet {
    color: light-dark(#a9b4ff, #4353d9);
  }
  .bulk-button.danger {
    color: light-dark(#ff9aa2, #b3263a);
  }
  .bulk-button.icon {
    width: 30px;
    padding: 7px;
    margin-inline-start: 2px;
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
  .status {
    display: inline-flex;
    gap: 10px;
  }
  .connection {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_warning);
  }
  .connection::before {
    content: '';
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: currentcolor;
  }
  .unsaved-note {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    margin-inline-start: auto;
    color: var(--_danger);
  }
  .link {
    padding: 0;
    border: 0;
    border-radius: 2px;
    color: inherit;
    background: none;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }

  @container (inline-size < 860px) {
    .tool .button-text {
      display: none;
    }
  }
  @container (inline-size < 560px) {
    .toolbar {
      flex-wrap: wrap;
      gap: 4px 0;
    }
    .views {
      order: -1;
      flex-basis: 100%;
    }
    .toolbar > .spacer {
      display: none;
    }
    .search {
      flex: 1;
      width: auto;
    }
    .create .button-text {
      display: none;
    }
    .create {
      padding: 0 8px;
    }
    .bulk .button-text {
      display: none;
    }
    .bulk-button {
      padding: 0 8px;
    }
  }
  @media print {
    .toolbar,
    .chips,
    .bulk,
    .pill,
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
  @media (forced-colors: active) {
    .view.active,
    .bulk,
    .pill {
      border: 1px solid;
    }
  }
`

export const listStyles = [
  ...sharedStyles,
  controlStyles,
  menuStyles,
  popoverStyles,
  dialogStyles,
  panelStyles,
  skeletonStyles,
  avatarStyles,
  fieldStyles,
  frameStyles,
  gridStyles,
  listPanelStyles,
]
