import { css } from 'lit'

import { sharedStyles } from '../base/shared-styles.ts'
import { cellStyles } from '../fields/cell-styles.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { panelStyles } from '../primitives/panels.ts'
import { searchFieldStyles } from '../primitives/search-field-styles.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { cardStyles } from './card-styles.ts'

const frameStyles = css`
  :host([height='fill']),
  :host([height='fill']) .base {
    height: 100%;
  }
  .base {
    position: relative;
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    height: 640px;
    overflow: clip;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
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
  .tool {
    padding: 0 8px;
    color: var(--_muted);
  }
  .tool:hover,
  .tool.on,
  .tool[aria-pressed='true'],
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
  .pipeline {
    flex: 0 1 auto;
    width: auto;
    max-width: 220px;
    margin-inline-end: 6px;
    border-color: transparent;
    background-color: transparent;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  .pipeline:hover {
    background-color: var(--_hover);
  }
  .overlay {
    flex: 1;
    display: grid;
    place-items: center;
    min-height: 0;
    overflow: auto;
  }
  .board {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    background: var(--_sunken);
  }
  .board:focus-visible {
    outline-offset: -2px;
  }
  .is-dragging {
    cursor: grabbing;
    user-select: none;
  }
  .is-dragging .column {
    pointer-events: none;
  }
  .lane {
    width: max-content;
    min-width: 100%;
    height: 100%;
  }
  .laned .lane {
    height: auto;
  }
  .laned .lane + .lane {
    border-block-start: 1px solid var(--_border);
  }
  .lane-head {
    position: sticky;
    inset-inline-start: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    width: max-content;
    padding: 12px 16px 0;
  }
  .lane-name {
    margin: 0;
    font-size: var(--_font-size);
    font-weight: 600;
  }
  .lane-foot {
    position: sticky;
    inset-inline-start: 0;
    width: max-content;
    padding: 4px 8px 12px;
  }
  .everybody {
    color: var(--_muted);
    font-weight: 400;
  }
  .everybody:hover,
  .everybody[aria-expanded='true'] {
    color: var(--_text);
  }
  .columns {
    display: flex;
    gap: 4px;
    height: 100%;
    padding: 8px;
  }
  .column {
    flex: 1 0 264px;
    display: flex;
    flex-direction: column;
    min-width: 0;
    width: 264px;
    max-width: 340px;
    border-radius: calc(var(--_radius) + 4px);
    transition: background-color var(--_duration);
  }
  .column.over {
    background: color-mix(in oklab, var(--_primary) 7%, transparent);
  }
  .column.collapsed {
    flex: 0 0 42px;
    width: 42px;
  }
  .column-head {
    flex: none;
    display: flex;
    align-items: center;
    gap: 7px;
    min-height: 36px;
    padding: 4px 6px 0 10px;
  }
  .column-name {
    margin: 0;
    overflow: hidden;
    color: var(--_text);
    font-size: var(--_font-size);
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .column-count {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .column-head .button {
    opacity: 0;
    margin-inline-start: -4px;
  }
  .column:hover .column-head .button,
  .column.collapsed .column-head .button,
  .column-head .button:focus-visible {
    opacity: 1;
  }
  .collapsed .column-head {
    flex-direction: column-reverse;
    height: 100%;
    padding: 8px 4px;
    justify-content: flex-end;
  }
  .collapsed .spacer {
    display: none;
  }
  .collapsed .column-name {
    writing-mode: vertical-rl;
    max-height: 60%;
  }
  .collapsed .button {
    margin: 0;
  }
  .column-sums {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    min-height: 20px;
    padding: 0 10px 4px 24px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-variant-numeric: tabular-nums;
  }
  .cards-scroll {
    position: relative;
    flex: 0 1 auto;
    min-height: 60px;
    overflow: hidden auto;
    overscroll-behavior-y: contain;
    /* Cards that come above are made up for by the board itself. */
    overflow-anchor: none;
    scrollbar-width: none;
    padding-inline: 6px;
  }
  .laned .cards-scroll {
    max-height: calc(var(--_pitch) * 3.4);
  }
  .cards {
    position: relative;
    height: calc(var(--_total, 0) * var(--_pitch));
    margin: 0;
    padding: calc(var(--_first, 0) * var(--_pitch)) 0 0;
    overflow: clip visible;
    overflow-clip-margin: 6px;
    list-style: none;
  }
  .drop-line {
    position: absolute;
    z-index: 2;
    inset-inline: 8px;
    inset-block-start: calc(var(--_drop, 0) * var(--_pitch) - 4px);
    height: 2px;
    border-radius: 1px;
    background: var(--_primary);
    pointer-events: none;
  }
  .drop-line::before {
    content: '';
    position: absolute;
    inset-inline-start: -3px;
    inset-block-start: -3px;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--_primary);
  }
  .column-empty {
    position: absolute;
    inset: 4px 6px auto;
    display: grid;
    place-items: center;
    height: 52px;
    margin: 0;
    border: 1px dashed var(--_border-strong);
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .over .column-empty {
    border-color: var(--_primary);
    color: var(--_text);
  }
  .column-fault {
    position: sticky;
    inset-block-end: 4px;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding: 8px 10px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    color: var(--_danger);
    background: var(--_raised);
  }
  .column-foot {
    flex: none;
    padding: 2px 6px 4px;
  }
  .column-foot .create {
    width: 100%;
    justify-content: flex-start;
    color: var(--_muted);
    font-weight: 400;
  }
  .column-foot .create:hover {
    color: var(--_text);
  }
  .column-foot.quick {
    padding-block: 4px 8px;
  }
  .status {
    position: absolute;
    z-index: 3;
    inset: auto 12px 12px;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    pointer-events: none;
  }
  .connection,
  .selection {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 5px 6px 5px 12px;
    border-radius: calc(var(--_radius) + 4px);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    pointer-events: auto;
  }
  .connection {
    padding: 7px 12px;
    color: var(--_warning);
  }
  @container (inline-size < 820px) {
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
    .pipeline {
      flex: 1 1 100%;
      max-width: none;
      margin: 0;
    }
    .search {
      flex: 1 1 90px;
    }
    .board {
      scroll-snap-type: x proximity;
      scroll-padding-inline: 8px;
    }
    .is-dragging {
      scroll-snap-type: none;
    }
    .column:not(.collapsed) {
      flex: 0 0 min(264px, calc(100cqi - 48px));
      scroll-snap-align: start;
    }
  }
  @media (hover: none) {
    .column-head .button {
      opacity: 1;
    }
  }
  @media print {
    .base {
      height: auto !important;
    }
  }
`

export const boardStyles = [
  ...sharedStyles,
  controlStyles,
  ...cellStyles.flat(),
  panelStyles,
  skeletonStyles,
  searchFieldStyles,
  frameStyles,
  cardStyles,
]
