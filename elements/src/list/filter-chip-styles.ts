import { css } from 'lit'

/** The conditions in force. */
export const filterChipStyles = css`
  .chips {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding: 7px 10px;
    border-block-end: 1px solid var(--_border);
    background: color-mix(in oklab, var(--_sunken) 60%, var(--_surface));
  }
  .chip-list {
    display: contents;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chip {
    display: inline-flex;
    max-width: 100%;
    height: 26px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow: hidden;
  }
  .chip button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-width: 0;
    border: 0;
    padding: 0 8px;
    background: none;
    cursor: pointer;
  }
  .chip button:hover {
    background: var(--_hover);
  }
  .chip button:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_radius);
  }
  .chip-text > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip-field {
    font-weight: 500;
  }
  .chip-operator {
    color: var(--_muted);
  }
  .chip-value {
    color: var(--_primary);
    font-weight: 500;
  }
  .chip .chip-remove {
    flex: none;
    width: 24px;
    padding: 0;
    justify-content: center;
    border-inline-start: 1px solid var(--_border);
    color: var(--_muted);
  }
  .chip-remove svg {
    width: 12px;
    height: 12px;
  }
  .chips .button.ghost {
    color: var(--_muted);
  }
  .chips .button.ghost:hover {
    color: var(--_text);
  }
  @media print {
    .chips {
      display: none;
    }
  }
`
