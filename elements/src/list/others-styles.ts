import { css } from 'lit'

/** What others do while one looks: rows they deleted, values they changed. */
export const othersStyles = css`
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
  @media (prefers-reduced-motion: reduce) {
    .cell.flash {
      animation: none;
    }
  }
`
