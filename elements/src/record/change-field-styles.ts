import { css } from 'lit'

/** Of the fields of a change: in the history of a record and in its timeline. */
export const changeFieldStyles = css`
  .change-fields {
    display: grid;
    grid-template-columns: minmax(90px, auto) minmax(0, 1fr);
    gap: 5px 14px;
    width: fit-content;
    max-width: 100%;
    margin: 6px 0 0;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_sunken);
  }
  .change-fields dt {
    color: var(--_muted);
  }
  .change-fields dd {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    min-width: 0;
    margin: 0;
  }
  .change-value {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .change-arrow {
    display: grid;
    color: var(--_muted);
  }
  .change-arrow svg {
    width: 12px;
    height: 12px;
  }
  .change-arrow:dir(rtl) {
    rotate: 180deg;
  }
`
