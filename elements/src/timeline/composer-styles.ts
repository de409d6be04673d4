import { css } from 'lit'

/** Where one writes, and the list of members while one is mentioned. */
export const composerStyles = css`
  .composer {
    border: 1px solid var(--_border-strong);
    border-radius: calc(var(--_radius) + 3px);
    background: var(--_raised);
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .composer:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 16%, transparent);
  }
  .composer-kinds {
    display: flex;
    gap: 2px;
    padding: 5px;
    overflow-x: auto;
    scrollbar-width: none;
    border-block-end: 1px solid var(--_border);
  }
  .composer-kind {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    flex: none;
    min-height: 26px;
    padding: 0 8px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    cursor: pointer;
  }
  .composer-kind svg {
    width: 14px;
    height: 14px;
  }
  .composer-kind:hover {
    background: var(--_hover);
    color: var(--_text);
  }
  .composer-kind[aria-checked='true'] {
    color: var(--_text);
    background: var(--_pressed);
  }
  .composer-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 8px 12px 0;
  }
  .composer-subject {
    flex: 1 1 180px;
    min-width: 0;
    padding: 2px 0;
    border: 0;
    background: none;
    font-weight: 600;
  }
  .composer-subject[aria-invalid='true'] {
    box-shadow: 0 1px 0 var(--_danger);
  }
  .composer-when {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .composer-when input {
    max-width: 100%;
    padding: 2px 6px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    color: var(--_text);
    background: none;
  }
  .composer-text {
    display: block;
    width: 100%;
    min-height: 3.6em;
    max-height: 24em;
    padding: 9px 12px;
    border: 0;
    background: none;
    line-height: var(--_line-height);
    resize: none;
    field-sizing: content;
  }
  .composer :is(.composer-text, .composer-subject):focus {
    outline: none;
  }
  .composer ::placeholder {
    color: var(--_muted);
    opacity: 1;
    font-weight: 400;
  }
  .composer-foot {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 10px;
    padding: 0 8px 8px 12px;
  }
  .composer-note {
    flex: 1;
    margin: 0;
    font-size: calc(var(--_font-size) - 1px);
  }
  .composer-note.fault {
    color: var(--_danger);
  }
  .composer-note.warning {
    color: var(--_warning);
  }
  .mentions {
    min-width: 200px;
    max-width: min(320px, calc(100vw - 16px));
    padding: 4px;
    border: 0;
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
  }
  .mention-option {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 8px;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .mention-option:hover,
  .mention-option[aria-selected='true'] {
    background: var(--_pressed);
  }
`
