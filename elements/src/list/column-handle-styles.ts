import { css } from 'lit'

/** Menu, width and place of a column, at its header. */
export const columnHandleStyles = css`
  .th-menu {
    flex: none;
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    margin-inline-start: auto;
    padding: 0;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    background: none;
    opacity: 0;
    cursor: pointer;
  }
  .th.end .th-menu {
    margin-inline: 0 auto;
  }
  .th:hover .th-menu,
  .th:focus-within .th-menu,
  .th-menu[aria-expanded='true'] {
    opacity: 1;
  }
  .th-menu:hover,
  .th-menu[aria-expanded='true'] {
    color: var(--_text);
    background: var(--_pressed);
  }
  .th-menu svg {
    width: 14px;
    height: 14px;
  }
  .resizer {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    width: 9px;
    cursor: col-resize;
    touch-action: none;
  }
  .resizer::after {
    content: '';
    position: absolute;
    inset-block: 8px;
    inset-inline-end: 0;
    width: 1px;
    background: var(--_border);
    transition: background-color var(--_duration);
  }
  .resizer:hover::after,
  .resizer.active::after {
    inset-block: 0;
    width: 2px;
    background: var(--_primary);
  }
  .th.dragging {
    opacity: 0.55;
    cursor: grabbing;
  }
  .th.drop-before::before,
  .th.drop-after::before {
    content: '';
    position: absolute;
    inset-block: 0;
    width: 2px;
    background: var(--_primary);
  }
  .th.drop-before::before {
    inset-inline-start: 0;
  }
  .th.drop-after::before {
    inset-inline-end: 0;
  }
`
