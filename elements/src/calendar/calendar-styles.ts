import { css } from 'lit'

import { controlStyles } from '../primitives/control-styles.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { tabStyles } from '../primitives/tabs.ts'

const gridStyles = css`
  .base {
    display: flex;
    flex-direction: column;
    container-type: inline-size;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
  }
  :host([height='fill']),
  :host([height='fill']) .base {
    height: 100%;
    min-height: 0;
  }
  :host([height='fill']) .scroll {
    flex: 1;
    max-height: none;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 10px 12px;
    border-block-end: 1px solid var(--_border);
  }
  .title {
    flex: 1;
    min-width: 130px;
    font-size: calc(var(--_font-size) + 3px);
    font-weight: 600;
  }
  .steps {
    display: flex;
    gap: 4px;
  }
  .step:dir(rtl) svg {
    rotate: 180deg;
  }
  .scroll {
    overflow: auto;
    max-height: max(420px, 72vh);
    overscroll-behavior: contain;
  }
  .month {
    display: flex;
    flex-direction: column;
    min-height: 100%;
  }
  .weekdays,
  .week-row {
    display: grid;
    grid-template-columns: repeat(7, minmax(0, 1fr));
  }
  .week-row {
    flex: 1;
  }
  .weekdays {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
  }
  .weekday {
    padding: 6px 8px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
  }
  .cell {
    position: relative;
    min-width: 0;
    cursor: default;
  }
  .week-row .cell {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-height: 104px;
    padding: 4px;
    border-block-end: 1px solid var(--_border);
    border-inline-end: 1px solid var(--_border);
    transition: background-color var(--_duration);
  }
  .week-row .cell:last-child {
    border-inline-end: 0;
  }
  .week-row:last-child .cell {
    border-block-end: 0;
  }
  .cell:hover {
    background: color-mix(in oklab, var(--_text) 2.5%, transparent);
  }
  .cell:focus-visible {
    z-index: 1;
    outline-offset: -2px;
  }
  .outside {
    background: var(--_sunken);
  }
  .number {
    display: inline-grid;
    place-items: center;
    align-self: flex-start;
    min-width: 22px;
    height: 22px;
    padding: 0 4px;
    border-radius: 11px;
    font-size: calc(var(--_font-size) - 1px);
    font-variant-numeric: tabular-nums;
  }
  .outside .number {
    color: var(--_muted);
  }
  .today .number {
    color: var(--_on-primary);
    background: var(--_primary);
    font-weight: 600;
  }
  .cell.drop {
    background: var(--_selection);
    box-shadow: inset 0 0 0 2px var(--_primary);
  }
  .more {
    align-self: flex-start;
    padding: 1px 6px;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    background: none;
    font-size: calc(var(--_font-size) - 2px);
    font-weight: 500;
    cursor: pointer;
  }
  .more:hover {
    color: var(--_text);
    background: var(--_pressed);
  }
  .cut {
    margin: 0;
    padding: 8px 12px;
    color: var(--_muted);
  }
`

const chipStyles = css`
  .chip {
    --_kind: var(--_muted);
  }
  [data-kind='task'] {
    --_kind: var(--_chart-2);
  }
  [data-kind='call'] {
    --_kind: var(--_chart-5);
  }
  [data-kind='meeting'] {
    --_kind: var(--_chart-6);
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 5px;
    width: 100%;
    min-height: 22px;
    padding: 1px 6px;
    overflow: hidden;
    border: 0;
    border-radius: 5px;
    color: var(--_text);
    background: none;
    font-size: calc(var(--_font-size) - 1px);
    text-align: start;
    cursor: pointer;
    transition: background-color var(--_duration);
  }
  .chip.whole,
  .chip.block {
    background: color-mix(in oklab, var(--_kind) 15%, var(--_surface));
  }
  .chip:hover {
    background: color-mix(in oklab, var(--_kind) 22%, var(--_surface));
  }
  .chip:focus-visible {
    outline-offset: -1px;
  }
  .chip-icon {
    flex: none;
    display: grid;
    color: var(--_kind);
  }
  .chip-icon svg {
    width: 13px;
    height: 13px;
  }
  .chip-text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 500;
  }
  .chip-time {
    flex: none;
    color: color-mix(in oklab, var(--_text) 30%, var(--_muted));
    font-size: calc(var(--_font-size) - 2px);
    font-variant-numeric: tabular-nums;
  }
  .chip.is-done .chip-text {
    color: var(--_muted);
    text-decoration: line-through;
  }
  /* Muted letters on a tinted block are too pale to read (WCAG 1.4.3). */
  .block.is-done .chip-text {
    color: inherit;
  }
  .cell .chip {
    -webkit-touch-callout: none;
    user-select: none;
  }
  .chip.dragging {
    z-index: 5;
    position: relative;
    box-shadow: var(--_shadow);
    background: color-mix(in oklab, var(--_kind) 24%, var(--_raised));
    cursor: grabbing;
  }
  .popover {
    width: min(300px, calc(100vw - 16px));
  }
  .card,
  .day-list {
    display: grid;
    gap: 10px;
  }
  .card-title {
    display: flex;
    gap: 7px;
    margin: 0;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .card-title svg {
    width: 16px;
    height: 16px;
    margin-block-start: 1px;
  }
  .card-when {
    margin: -6px 0 0;
    color: var(--_muted);
  }
  .card-move,
  .card-steps,
  .card-foot {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .card-move .input {
    flex: 1 1 96px;
    width: auto;
  }
  .card-foot {
    justify-content: flex-end;
  }
  .card .error-text {
    margin: -4px 0 0;
  }
  .day-list ul {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .day-list .button {
    justify-self: start;
  }
`

const weekStyles = css`
  .hours {
    --_hour: 46px;
    min-width: 620px;
  }
  .hour-head,
  .hour-row {
    display: grid;
    grid-template-columns: 68px repeat(7, minmax(0, 1fr));
  }
  .hour-head {
    position: sticky;
    inset-block-start: 0;
    z-index: 4;
    height: 36px;
    background: var(--_surface);
  }
  .hour-head .weekday {
    display: flex;
    align-items: center;
    gap: 5px;
  }
  .hour-head .number {
    color: var(--_text);
    font-weight: 600;
  }
  .hour-head .today .number {
    color: var(--_on-primary);
  }
  .whole-row {
    position: sticky;
    inset-block-start: 36px;
    z-index: 4;
    border-block: 1px solid var(--_border);
    background: var(--_surface);
  }
  .whole-row .cell {
    display: grid;
    align-content: start;
    gap: 2px;
    min-height: 30px;
    padding: 3px;
  }
  .gutter {
    position: sticky;
    inset-inline-start: 0;
    z-index: 3;
    background: var(--_surface);
    padding: 4px 8px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 2px);
    text-align: end;
    white-space: nowrap;
  }
  [data-hour-row] .gutter span {
    position: relative;
    inset-block-start: -12px;
  }
  [data-hour-row='0'] .gutter span {
    clip-path: inset(50%);
  }
  .slot {
    border-inline-start: 1px solid var(--_border);
  }
  [data-hour-row] .slot {
    height: var(--_hour);
    border-block-end: 1px solid color-mix(in oklab, var(--_border) 65%, transparent);
  }
  .block-place {
    position: absolute;
    z-index: 1;
    inset-block-start: calc(var(--_minute) / 60 * var(--_hour));
    inset-inline-start: calc(var(--_column) / var(--_of) * 100% + 1px);
    width: calc(100% / var(--_of) - 4px);
    height: calc(max(var(--_minutes), 24) / 60 * var(--_hour) - 2px);
  }
  .chip.block {
    flex-wrap: wrap;
    align-content: flex-start;
    gap: 0 5px;
    height: 100%;
    min-height: 0;
    border-inline-start: 3px solid var(--_kind);
  }
  .stretch {
    position: absolute;
    inset-block-end: -2px;
    inset-inline: 0;
    height: 9px;
    cursor: ns-resize;
    touch-action: none;
  }
  .stretch::after {
    content: '';
    position: absolute;
    inset-block-end: 4px;
    inset-inline-start: calc(50% - 9px);
    width: 18px;
    height: 2px;
    border-radius: 1px;
    background: var(--_kind, var(--_muted));
    opacity: 0;
    transition: opacity var(--_duration);
  }
  .block-place:is(:hover, :focus-within, .stretching) .stretch::after {
    opacity: 0.7;
  }
  .block-place.stretching {
    z-index: 2;
  }
  @media (hover: none) {
    .stretch {
      height: 14px;
    }
    .stretch::after {
      opacity: 0.7;
    }
  }
  @container (max-width: 560px) {
    .week-row .cell {
      flex-flow: row wrap;
      align-content: flex-start;
      min-height: 58px;
    }
    .week-row .number {
      flex-basis: 100%;
      justify-content: start;
      width: 22px;
      flex: 0 0 auto;
      margin-inline-end: 50%;
    }
    .week-row .chip {
      width: 14px;
      min-height: 14px;
      padding: 0;
      background: none;
      pointer-events: none;
    }
    .week-row .chip :is(.chip-text, .chip-time),
    .week-row .more {
      position: absolute;
      width: 1px;
      height: 1px;
      padding: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`

export const calendarStyles = [
  controlStyles,
  panelStyles,
  popoverStyles,
  tabStyles,
  gridStyles,
  chipStyles,
  weekStyles,
]
