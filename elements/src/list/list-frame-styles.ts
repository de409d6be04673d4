import { css } from 'lit'

/** Around the rows: what could not be loaded, what others have added, the line below. */
export const listFrameStyles = css`
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
  @media print {
    .pill {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .pill {
      border: 1px solid;
    }
  }
`
