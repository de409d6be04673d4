import { css } from 'lit'

/** On paper: all rows below each other, as wide as the sheet. */
export const printStyles = css`
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
`
