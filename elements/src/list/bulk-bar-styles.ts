import { css } from 'lit'

/** The bar over the rows while some are selected. */
export const bulkBarStyles = css`
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
  @container (inline-size < 560px) {
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
    .bulk {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .bulk {
      border: 1px solid;
    }
  }
`
