import { css } from 'lit'

import { controlStyles } from '../primitives/control-styles.ts'
import { cellStyles } from './cell-styles.ts'

const controls = css`
  .f-group:focus-within,
  .f-picker:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 22%, transparent);
  }
  .f-group:has([aria-invalid='true']),
  .f-picker:has([aria-invalid='true']) {
    border-color: var(--_danger);
  }
  .f-group:focus-within:has([aria-invalid='true']),
  .f-picker:focus-within:has([aria-invalid='true']) {
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_danger) 22%, transparent);
  }
  .f-numeric {
    font-variant-numeric: tabular-nums;
  }
  .input:is([type='email'], [type='tel'], [type='url']):dir(rtl) {
    direction: ltr;
    text-align: end;
  }
  .f-group {
    display: flex;
    align-items: stretch;
    width: 100%;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: light-dark(var(--_surface), color-mix(in oklab, var(--_text) 4%, var(--_surface)));
    overflow: hidden;
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .f-group .input,
  .f-group .input:focus {
    min-height: calc(var(--_control-height) - 2px);
    border: 0;
    border-radius: 0;
    box-shadow: none;
  }
  .f-suffix {
    flex: none;
    display: flex;
    align-items: center;
    padding: 0 9px;
    border: 0;
    border-inline-start: 1px solid var(--_border);
    font-size: 0.923em;
    color: var(--_muted);
    background: var(--_sunken);
  }
  .f-suffix:empty {
    display: none;
  }
  .f-currency {
    appearance: none;
    padding-inline-end: 22px;
    color: var(--_text);
    background-image:
      linear-gradient(45deg, transparent 50%, currentcolor 50%),
      linear-gradient(135deg, currentcolor 50%, transparent 50%);
    background-position:
      calc(100% - 12px) 54%,
      calc(100% - 8px) 54%;
    background-size: 4px 4px;
    background-repeat: no-repeat;
    cursor: pointer;
  }
  .f-currency:dir(rtl) {
    background-position:
      8px 54%,
      12px 54%;
  }
  .f-currency:focus-visible {
    outline-offset: -2px;
  }
  .f-currency option {
    color: var(--_text);
    background: var(--_surface);
  }
  .f-switch {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-height: var(--_control-height);
  }
  .f-switch-text {
    color: var(--_muted);
  }
  .f-fixed {
    display: flex;
    align-items: center;
    min-height: var(--_control-height);
    color: var(--_muted);
  }
`

const picker = css`
  .f-picker {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
    width: 100%;
    min-height: var(--_control-height);
    padding-inline: 9px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: light-dark(var(--_surface), color-mix(in oklab, var(--_text) 4%, var(--_surface)));
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .f-picker:hover:not(:focus-within, :has(:read-only), :has(:disabled)) {
    border-color: color-mix(in oklab, var(--_text) 35%, var(--_border-strong));
  }
  .f-picker:has(.f-picker-input:read-only, .f-picker-input:disabled) {
    background: var(--_sunken);
    border-color: var(--_border);
  }
  .f-picker-input {
    appearance: none;
    outline: none;
    flex: 1;
    width: 0;
    min-width: 60px;
    height: calc(var(--_control-height) - 2px);
    padding: 0;
    border: 0;
    background: none;
    text-overflow: ellipsis;
  }
  .f-picker-input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .f-picker-many {
    flex-wrap: wrap;
    gap: 4px;
    padding-block: 3px;
    padding-inline: 4px 9px;
  }
  .f-picker-many .f-picker-input {
    height: 22px;
    padding-inline-start: 5px;
  }
  .f-picker-many > .tag {
    height: 22px;
    line-height: 22px;
  }
  .f-picker-button {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 16px;
    height: 16px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    color: inherit;
    background: none;
    cursor: pointer;
    opacity: 0.7;
  }
  .f-picker-button svg {
    width: 12px;
    height: 12px;
  }
  .f-picker-button:hover {
    opacity: 1;
    background: var(--_pressed);
  }
  .f-picker-arrow {
    flex: none;
    display: grid;
    color: var(--_muted);
    pointer-events: none;
  }
  .f-picker-arrow svg {
    width: 14px;
    height: 14px;
  }
  .f-pop {
    max-width: min(420px, 92vw);
    max-height: min(320px, 60vh);
    padding: 4px;
    border: 0;
    border-radius: calc(var(--_radius) + 3px);
    overflow: auto;
    overscroll-behavior: contain;
    color: var(--_text);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    font-size: var(--_font-size);
  }
  .f-list {
    display: block;
  }
  .f-option {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 30px;
    padding: 4px 8px;
    border-radius: var(--_radius);
    cursor: pointer;
    scroll-margin: 4px;
  }
  .f-option:hover {
    background: var(--_hover);
  }
  .f-option.f-active {
    background: var(--_pressed);
  }
  .f-option > svg {
    color: var(--_muted);
  }
  .f-option-label {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .f-option-hint {
    margin-inline-start: 8px;
    color: var(--_muted);
    font-size: 0.923em;
  }
  .f-check {
    flex: none;
    display: grid;
    width: 16px;
    color: var(--_primary);
  }
  .f-note {
    display: block;
    padding: 8px;
    color: var(--_muted);
  }
`

const objects = css`
  .f-object,
  .f-objects {
    display: flex;
    flex-direction: column;
    gap: 6px;
    width: 100%;
  }
  .f-objects:focus {
    outline: none;
  }
  .f-entry {
    display: flex;
    align-items: flex-start;
    gap: 6px;
  }
  .f-entry .f-member {
    flex: 1 1 0;
    min-width: 0;
  }
  .f-entry .f-member-type {
    flex: 0 0 112px;
  }
  .f-entry-actions {
    display: flex;
    gap: 2px;
    align-items: center;
    height: var(--_control-height);
  }
  .f-object,
  .f-entry-wide {
    display: grid;
    grid-template-columns: repeat(6, 1fr);
    gap: 6px;
  }
  .f-entry-wide {
    padding: 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_sunken);
  }
  .f-object .f-member,
  .f-entry-wide .f-member {
    grid-column: span 3;
  }
  .f-object .f-member-street,
  .f-object .f-member-street2,
  .f-entry-wide .f-member-street,
  .f-entry-wide .f-member-street2 {
    grid-column: 1 / -1;
  }
  .f-object .f-member-postalCode,
  .f-entry-wide .f-member-postalCode {
    grid-column: span 2;
  }
  .f-object .f-member-city,
  .f-entry-wide .f-member-city {
    grid-column: span 4;
  }
  .f-entry-wide .f-member-type {
    order: -2;
  }
  .f-entry-wide .f-member-postalCode {
    order: 1;
  }
  .f-entry-wide .f-member-city {
    order: 2;
  }
  .f-entry-wide
    .f-member:not(.f-member-type, .f-member-street, .f-member-postalCode, .f-member-city) {
    order: 3;
  }
  .f-entry-wide .f-entry-actions {
    order: -1;
    grid-column: span 3;
    justify-content: flex-end;
  }
  .f-icon-button {
    display: inline-grid;
    place-items: center;
    width: 26px;
    height: 26px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    cursor: pointer;
    transition: background var(--_duration);
  }
  .f-icon-button:hover {
    color: var(--_text);
    background: var(--_hover);
  }
  .f-star[aria-pressed='true'] {
    color: var(--_warning);
  }
  .f-star[aria-pressed='true'] svg {
    fill: currentColor;
  }
  .f-add {
    align-self: flex-start;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 26px;
    padding: 0 8px 0 6px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    cursor: pointer;
    transition: background var(--_duration);
  }
  .f-add:hover {
    color: var(--_text);
    background: var(--_hover);
  }
  @container (max-width: 420px) {
    .f-entry:not(.f-entry-wide) {
      flex-wrap: wrap;
    }
    .f-entry:not(.f-entry-wide) .f-member-value {
      flex-basis: 100%;
    }
  }
`

/** Of the controls alone; beside them stand `cellStyles` and the base's `controlStyles`. */
export const editorStyles = [controls, picker, objects]

/** For whoever edits: the values as they are read, and the controls. */
export const fieldStyles = [...cellStyles, controlStyles, ...editorStyles]
