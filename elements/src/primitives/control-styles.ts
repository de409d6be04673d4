import { css } from 'lit'

/** Buttons, inputs, selects and check boxes as every element shows them: native controls, dressed. */
export const controlStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--_control-height);
    padding: 0 11px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    color: var(--_text);
    background: var(--_raised);
    box-shadow: 0 1px 1.5px light-dark(rgb(15 20 35 / 5%), rgb(0 0 0 / 20%));
    font-weight: 500;
    line-height: 1;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
    user-select: none;
    transition:
      background-color var(--_duration),
      border-color var(--_duration),
      color var(--_duration);
  }
  .button:hover {
    background: color-mix(in oklab, var(--_text) 4%, var(--_raised));
  }
  .button:active,
  .button[aria-expanded='true'],
  .button[aria-pressed='true'] {
    background: color-mix(in oklab, var(--_text) 8%, var(--_raised));
  }
  .button.primary {
    border-color: transparent;
    color: var(--_on-primary);
    background: var(--_primary);
  }
  .button.primary:hover {
    background: color-mix(in oklab, var(--_primary) 88%, var(--_text));
  }
  .button.primary:active {
    background: color-mix(in oklab, var(--_primary) 78%, var(--_text));
  }
  .button.danger {
    color: var(--_danger);
  }
  .button.danger.primary {
    color: var(--_on-danger);
    background: var(--_danger-solid);
  }
  .button.danger.primary:hover {
    background: color-mix(in oklab, var(--_danger-solid) 88%, black);
  }
  .button.ghost {
    border-color: transparent;
    background: none;
    box-shadow: none;
  }
  .button.ghost:hover {
    background: var(--_hover);
  }
  .button.ghost:active,
  .button.ghost[aria-expanded='true'],
  .button.ghost[aria-pressed='true'] {
    background: var(--_pressed);
  }
  .button.small {
    min-height: 24px;
    padding: 0 8px;
    font-size: calc(var(--_font-size) - 1px);
  }
  .button.icon-only {
    width: var(--_control-height);
    padding: 0;
    color: var(--_muted);
  }
  .button.icon-only:hover {
    color: var(--_text);
  }
  .button.icon-only.small {
    width: 24px;
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: not-allowed;
  }
  .button[aria-busy='true'] {
    cursor: progress;
  }
  .icon {
    flex: none;
    display: block;
  }
  .input {
    display: block;
    width: 100%;
    min-width: 0;
    min-height: var(--_control-height);
    padding: 4px 9px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    color: var(--_text);
    background-color: light-dark(
      var(--_surface),
      color-mix(in oklab, var(--_text) 4%, var(--_surface))
    );
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .input:hover:not(:disabled, :read-only, :focus) {
    border-color: color-mix(in oklab, var(--_text) 35%, var(--_border-strong));
  }
  .input:focus,
  .input:focus-visible,
  .input:focus-within {
    outline: none;
    border-color: var(--_focus);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 22%, transparent);
  }
  .input[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .input[aria-invalid='true']:focus {
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_danger) 22%, transparent);
  }
  .input:disabled {
    color: var(--_muted);
    background: var(--_sunken);
    cursor: not-allowed;
  }
  .input:read-only:not(select, :disabled) {
    background: var(--_sunken);
  }
  textarea.input {
    min-height: calc(var(--_control-height) * 2.4);
    line-height: var(--_line-height);
    resize: vertical;
    field-sizing: content;
    max-height: 40em;
  }
  select.input {
    appearance: none;
    padding-inline-end: 28px;
    background-image:
      linear-gradient(45deg, transparent 42%, currentcolor 46% 60%, transparent 64%),
      linear-gradient(-45deg, transparent 42%, currentcolor 46% 60%, transparent 64%);
    background-position:
      calc(100% - 13.5px) 52%,
      calc(100% - 9px) 52%;
    background-size: 5px 5px;
    background-repeat: no-repeat;
    cursor: pointer;
  }
  select.input:dir(rtl) {
    background-position:
      9px 52%,
      13.5px 52%;
  }
  .check {
    appearance: none;
    flex: none;
    display: inline-grid;
    place-content: center;
    width: 16px;
    height: 16px;
    border: 1px solid var(--_border-strong);
    border-radius: 4px;
    background: var(--_surface);
    cursor: pointer;
    transition:
      background-color var(--_duration),
      border-color var(--_duration);
  }
  .check[type='radio'] {
    border-radius: 50%;
  }
  .check:hover {
    border-color: color-mix(in oklab, var(--_text) 45%, var(--_border-strong));
  }
  .check:checked,
  .check:indeterminate {
    border-color: var(--_primary);
    background: var(--_primary);
  }
  .check::before {
    content: '';
    width: 10px;
    height: 10px;
    background: var(--_on-primary);
    transform: scale(0);
    clip-path: polygon(14% 44%, 0 60%, 42% 100%, 100% 18%, 84% 4%, 40% 70%);
  }
  .check[type='radio']::before {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    clip-path: none;
  }
  .check:checked::before {
    transform: none;
  }
  .check:indeterminate::before {
    transform: none;
    clip-path: inset(42% 0);
  }
  .check:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }
  .switch {
    appearance: none;
    flex: none;
    position: relative;
    width: 30px;
    height: 18px;
    border-radius: 9px;
    background: var(--_border-strong);
    cursor: pointer;
    transition: background-color var(--_duration);
  }
  .switch::before {
    content: '';
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    width: 14px;
    height: 14px;
    border-radius: 50%;
    background: #ffffff;
    box-shadow: 0 1px 2px rgb(0 0 0 / 25%);
    transition: inset-inline-start var(--_duration);
  }
  .switch:checked {
    background: var(--_primary);
  }
  .switch:checked::before {
    inset-inline-start: 14px;
  }
  .label {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
  }
  .hint {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .error-text {
    color: var(--_danger);
    font-size: calc(var(--_font-size) - 1px);
  }
  kbd {
    padding: 1px 5px;
    border: 1px solid var(--_border);
    border-radius: 4px;
    color: var(--_muted);
    font: inherit;
    font-size: 11px;
  }
  @media (forced-colors: active) {
    .check:checked,
    .check:indeterminate,
    .switch:checked {
      forced-color-adjust: none;
    }
  }
`
