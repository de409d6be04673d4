import { css } from 'lit'

/** Filters in force, the bar of the selection, a cell that is edited. */
export const toolBarStyles = css`
  .views {
    flex: 0 1 auto;
    min-width: min(220px, 40%);
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

  .view-changes {
    flex: none;
    display: flex;
    gap: 4px;
    margin-inline-start: 8px;
  }
  .view-changes .ghost {
    color: var(--_muted);
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

  .cell.unsaved {
    background: color-mix(in oklab, var(--_danger) 9%, var(--_ground));
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--_danger) 55%, transparent);
  }
  .cell.editing {
    position: relative;
    z-index: 2;
    overflow: visible;
    padding: 0;
    line-height: var(--_line-height);
    text-overflow: clip;
    white-space: normal;
  }
  .cell.editing.pin {
    position: sticky;
  }
  .editor {
    position: absolute;
    inset-block-start: 1px;
    inset-inline-start: 1px;
    width: max(calc(100% - 2px), 210px);
    padding: 2px;
    border-radius: var(--_radius);
    background: var(--_raised);
    box-shadow:
      0 0 0 2px var(--_focus),
      var(--_shadow);
    text-align: start;
  }
  .editor.at-end {
    inset-inline: auto 1px;
  }
  .editor .f-picker,
  .editor .f-picker:focus-within,
  .editor .input,
  .editor .input:is(:focus, :focus-within, :hover) {
    min-height: calc(var(--_row) - 7px);
    border-color: transparent;
    background-color: transparent;
    box-shadow: none;
    outline: none;
  }
  .editor textarea.input {
    min-height: 96px;
  }
  .cell-fault {
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 4px 8px 6px;
    color: var(--_danger);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 400;
  }
  .fault-actions {
    display: flex;
    gap: 12px;
  }
  .th-menu {
    flex: none;
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    margin-inline-start: auto;
    padding: 0;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    background: none;
    opacity: 0;
    cursor: pointer;
  }
  .th.end .th-menu {
    margin-inline: 0 auto;
  }
  .th:hover .th-menu,
  .th:focus-within .th-menu,
  .th-menu[aria-expanded='true'] {
    opacity: 1;
  }
  .th-menu:hover,
  .th-menu[aria-expanded='true'] {
    color: var(--_text);
    background: var(--_pressed);
  }
  .th-menu svg {
    width: 14px;
    height: 14px;
  }
  .resizer {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    width: 9px;
    cursor: col-resize;
    touch-action: none;
  }
  .resizer::after {
    content: '';
    position: absolute;
    inset-block: 8px;
    inset-inline-end: 0;
    width: 1px;
    background: var(--_border);
    transition: background-color var(--_duration);
  }
  .resizer:hover::after,
  .resizer.active::after {
    inset-block: 0;
    width: 2px;
    background: var(--_primary);
  }
  .th.dragging {
    opacity: 0.55;
    cursor: grabbing;
  }
  .th.drop-before::before,
  .th.drop-after::before {
    content: '';
    position: absolute;
    inset-block: 0;
    width: 2px;
    background: var(--_primary);
  }
  .th.drop-before::before {
    inset-inline-start: 0;
  }
  .th.drop-after::before {
    inset-inline-end: 0;
  }

  .gone .cell {
    color: var(--_muted);
  }
  .gone .open {
    text-decoration: line-through;
    cursor: default;
  }
  .ghost-note {
    flex: none;
    font-size: calc(var(--_font-size) - 2px);
    font-weight: 400;
  }
  .cell.flash {
    animation: flash 1.4s ease-out;
  }
  @keyframes flash {
    from {
      background: color-mix(in oklab, var(--_warning) 26%, var(--_ground));
    }
  }

  @container (inline-size < 560px) {
    .views {
      order: -1;
      flex-basis: 100%;
    }
    .view-changes {
      flex-basis: 100%;
      order: -1;
      margin: 0;
    }
    .bulk .button-text {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .bulk {
      flex-wrap: wrap;
      gap: 0;
      padding-inline-start: 10px;
    }
    .bulk-line {
      width: 0;
      margin-inline: 2px;
    }
    .bulk-button,
    .bulk-button.icon {
      width: auto;
      margin: 0;
      padding: 0 5px;
    }
  }
  @media print {
    .scroller {
      overflow: visible;
    }
    .canvas {
      height: auto !important;
      width: 100%;
    }
    .body-row {
      position: static;
      transform: none !important;
      break-inside: avoid;
    }
    .head {
      position: static;
      width: 100%;
    }
    .row {
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      grid-template-columns: none;
    }
    .cell {
      white-space: normal;
      height: auto;
      line-height: var(--_line-height);
      padding-block: 5px;
    }
    .select,
    .actions,
    .filler,
    .th-menu,
    .resizer {
      display: none !important;
    }
  }
  @media print {
    .chips,
    .bulk,
    .pill {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .cell.flash {
      animation: none;
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
