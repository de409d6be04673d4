import { css } from 'lit'

/** The box, its toolbar and the days of a month. */
export const monthStyles = css`
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
