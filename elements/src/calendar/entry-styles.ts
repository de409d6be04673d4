import { css } from 'lit'

/** Entries of a day, and what a press on one shows. */
export const entryStyles = css`
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
