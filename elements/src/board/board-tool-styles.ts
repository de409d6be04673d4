import { css } from 'lit'

export const boardToolStyles = css`
  .move-form {
    display: grid;
    gap: 10px;
    width: 260px;
  }
  .move-title {
    margin: 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .move-columns {
    max-height: 300px;
    margin: 0 -6px;
    padding: 0;
    overflow: auto;
    border: 0;
  }
  .move-column {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 30px;
    padding: 4px 8px;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .move-column:hover {
    background: var(--_hover);
  }
  .move-column:has(:checked) {
    background: var(--_selection);
    font-weight: 550;
  }
  .move-column:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .move-name {
    flex: 1;
    overflow: hidden;
    color: var(--_text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .move-place {
    display: grid;
    gap: 4px;
  }
  .rule-form {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .rule-form .dialog-body {
    display: grid;
    gap: 14px;
  }
  .rule-form p {
    margin: 0;
  }
  .rule-field {
    display: grid;
    gap: 5px;
  }
  .rule-relation {
    padding: 10px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_sunken);
  }
  #dialog:has(.rule-form) {
    width: min(440px, calc(100vw - 32px));
    overflow: visible;
  }
  .rule-form .dialog-body {
    overflow: visible;
  }
`
