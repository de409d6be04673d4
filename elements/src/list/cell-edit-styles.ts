import { css } from 'lit'

/** A cell that is edited, or holds what the server does not have. */
export const cellEditStyles = css`
  .cell.unsaved {
    background: color-mix(in oklab, var(--_danger) 9%, var(--_ground));
    box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--_danger) 55%, transparent);
  }
  .cell.editing {
    position: relative;
    z-index: 2;
    overflow: visible;
    padding: 0;
    line-height: var(--_line-height);
    text-overflow: clip;
    white-space: normal;
  }
  .cell.editing.pin {
    position: sticky;
  }
  .editor {
    position: absolute;
    inset-block-start: 1px;
    inset-inline-start: 1px;
    width: max(calc(100% - 2px), 210px);
    padding: 2px;
    border-radius: var(--_radius);
    background: var(--_raised);
    box-shadow:
      0 0 0 2px var(--_focus),
      var(--_shadow);
    text-align: start;
  }
  .editor.at-end {
    inset-inline: auto 1px;
  }
  .editor .f-picker,
  .editor .f-picker:focus-within,
  .editor .input,
  .editor .input:is(:focus, :focus-within, :hover) {
    min-height: calc(var(--_row) - 7px);
    border-color: transparent;
    background-color: transparent;
    box-shadow: none;
    outline: none;
  }
  .editor textarea.input {
    min-height: 96px;
  }
  .cell-fault {
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 4px 8px 6px;
    color: var(--_danger);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 400;
  }
  .fault-actions {
    display: flex;
    gap: 12px;
  }
`
