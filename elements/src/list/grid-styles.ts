import { css } from 'lit'

/** Rows and cells. Sizes that change at run time are custom properties, written through CSSOM (no style attributes: CSP). */
export const gridStyles = css`
  .scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border-strong) transparent;
    outline: none;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
    min-width: 100%;
    width: var(--_width);
  }
  .canvas {
    position: relative;
    min-width: 100%;
    width: var(--_width);
    overflow: clip;
  }
  .row {
    display: grid;
    grid-template-columns: var(--_columns);
  }
  .head-row {
    height: 34px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .body-row {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    height: var(--_row);
    --_ground: var(--_surface);
    background: var(--_ground);
    box-shadow: inset 0 -1px var(--_border);
  }
  .body-row:hover {
    --_ground: color-mix(in oklab, var(--_text) 3%, var(--_surface));
  }
  .body-row.selected {
    --_ground: var(--_selection);
  }
  .body-row.selected:hover {
    --_ground: color-mix(in oklab, var(--_primary) 14%, var(--_surface));
  }
  .body-row:has(.editing) {
    z-index: 2;
  }
  .cell,
  .th {
    min-width: 0;
    overflow: hidden;
    padding-inline: 10px;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .cell {
    height: calc(var(--_row) - 1px);
    line-height: calc(var(--_row) - 1px);
  }
  .cell > :is(.tag, .f-person, .f-chips, .f-yes, .f-no) {
    vertical-align: middle;
  }
  .cell .f-chips {
    flex-wrap: nowrap;
    overflow: hidden;
  }
  .cell .f-related,
  .cell .f-person .f-text {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .own-way {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .cell .f-link {
    text-decoration-color: transparent;
  }
  .cell .f-link:hover {
    text-decoration-color: currentcolor;
  }
  .cell.end {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .cell:not(.title) {
    color: color-mix(in oklab, var(--_text) 86%, var(--_muted));
  }
  .cell.k-date,
  .cell.k-date-time {
    font-variant-numeric: tabular-nums;
  }
  .cell:focus,
  .th:focus {
    outline: none;
  }
  .cell:focus-visible,
  .th:focus-visible {
    border-radius: 3px;
    box-shadow: inset 0 0 0 2px var(--_focus);
    outline: none;
  }
  .cell.select,
  .th.select {
    display: grid;
    place-items: center;
    padding: 0;
    padding-inline-start: 6px;
  }
  .body-row:not(.selected, :hover, :focus-within) .check:not(:checked) {
    opacity: 0;
  }
  @media (hover: none) {
    .body-row .check:not(:checked) {
      opacity: 1 !important;
    }
  }
  .cell.actions,
  .th.actions {
    position: sticky;
    inset-inline-end: 0;
    z-index: 1;
    display: grid;
    place-items: center;
    padding: 0;
  }
  .body-row:hover .actions,
  .cell.actions:focus-within {
    background: linear-gradient(to right, transparent, var(--_ground) 10px);
  }
  .body-row:hover .actions:dir(rtl),
  .cell.actions:focus-within:dir(rtl) {
    background: linear-gradient(to left, transparent, var(--_ground) 10px);
  }
  .row-menu {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    cursor: pointer;
  }
  .row-menu:hover,
  .row-menu[aria-expanded='true'] {
    color: var(--_text);
    background: var(--_pressed);
  }

  .th {
    position: relative;
    display: flex;
    align-items: center;
    gap: 4px;
    height: 33px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    cursor: default;
    user-select: none;
  }
  .th:not(.select, .actions):hover {
    color: var(--_text);
    background: color-mix(in oklab, var(--_text) 3%, var(--_surface));
  }
  .th.sorted {
    color: var(--_text);
  }
  .th.end {
    flex-direction: row-reverse;
  }
  .th-label {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .sort-mark {
    flex: none;
    display: inline-flex;
    align-items: center;
    color: var(--_primary);
  }
  .sort-mark svg {
    width: 13px;
    height: 13px;
  }
  .sort-place {
    font-size: 10px;
    font-weight: 600;
  }
  .pin,
  .wide .cell.select,
  .wide .th.select {
    position: sticky;
    z-index: 1;
    background: var(--_ground, var(--_surface));
  }
  .cell.select,
  .th.select {
    inset-inline-start: 0;
  }
  .pin-0 {
    inset-inline-start: var(--_pin-0);
  }
  .pin-1 {
    inset-inline-start: var(--_pin-1);
  }
  .pin-2 {
    inset-inline-start: var(--_pin-2);
  }
  .pin-3 {
    inset-inline-start: var(--_pin-3);
  }
  .scrolled .pin-last {
    border-inline-end: 1px solid var(--_border);
  }
  .scrolled .cell.pin-last {
    clip-path: inset(0 -12px 0 0);
    overflow: visible;
  }
  .scrolled .cell.pin-last:dir(rtl) {
    clip-path: inset(0 0 0 -12px);
  }
  .scrolled .cell.pin-last > .open {
    overflow: hidden;
  }

  .cell.title {
    display: flex;
    align-items: center;
    gap: 9px;
    font-weight: 500;
  }
  .open {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    border-radius: 3px;
    cursor: pointer;
  }
  .open:hover {
    text-decoration: underline;
    text-decoration-color: var(--_border-strong);
    text-underline-offset: 3px;
  }
  .pending .cell:not(.select, .actions)::before {
    content: '';
    display: inline-block;
    width: 62%;
    height: 9px;
    border-radius: 5px;
    background: var(--_pressed);
    vertical-align: middle;
  }
  /* Without its colours, not paler: it is read meanwhile, and letters keep their contrast (WCAG 1.4.3). */
  :host(:state(stale)) .canvas {
    filter: grayscale(1);
    transition: filter var(--_duration) 120ms;
  }

  .narrow .scroller {
    overflow-x: hidden;
  }
  .narrow .head {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .narrow .canvas {
    width: 100%;
  }
  .narrow .body-row {
    grid-template-columns: 36px minmax(0, 1fr) minmax(0, auto) 36px;
    grid-template-rows: 1fr 1fr;
    column-gap: 4px;
    padding-block: 9px;
    align-items: center;
  }
  .narrow .cell {
    height: 22px;
    line-height: 22px;
    padding-inline: 4px;
  }
  .narrow .cell.select {
    grid-row: 1 / -1;
    height: 44px;
    padding-inline-start: 6px;
  }
  .narrow .body-row .check {
    opacity: 1 !important;
  }
  .narrow .cell.actions {
    grid-column: 4;
    grid-row: 1 / -1;
    height: 44px;
    position: static;
  }
  .narrow .cell.c0 {
    grid-column: 2;
    grid-row: 1;
  }
  .narrow .cell.c1 {
    grid-column: 3;
    grid-row: 1;
    justify-self: end;
    max-width: 40cqi;
  }
  .narrow .cell.c2 {
    grid-column: 2 / 4;
    grid-row: 2;
    padding-inline-start: 33px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .narrow .no-select .body-row {
    grid-template-columns: 8px minmax(0, 1fr) minmax(0, auto) 36px;
  }
  .narrow .filler {
    display: none;
  }

  @media (forced-colors: active) {
    .body-row.selected {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .cell:focus-visible,
    .th:focus-visible {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
