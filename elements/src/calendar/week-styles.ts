import { css } from 'lit'

/** The hours of a week, and what stands at them. */
export const weekStyles = css`
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
