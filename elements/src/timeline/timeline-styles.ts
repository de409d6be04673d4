import { css } from 'lit'

import { cellStyles } from '../fields/cell-styles.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { changeFieldStyles } from '../record/change-field-styles.ts'

const composerStyles = css`
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

const entryStyles = css`
  .entry {
    position: relative;
    border-radius: calc(var(--_radius) + 2px);
    content-visibility: auto;
    contain-intrinsic-size: auto 72px;
  }
  .entry:focus-visible {
    outline-offset: -2px;
  }
  .day {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 18px 0 8px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 600;
  }
  .day::after {
    content: '';
    flex: 1;
    height: 1px;
    background: var(--_border);
  }
  .entry-row {
    position: relative;
    display: flex;
    gap: 10px;
    padding: 5px 4px 9px;
  }
  .entry:not(:last-child, :has(+ .entry > .day)) .entry-row::before {
    content: '';
    position: absolute;
    inset-block: 32px -5px;
    inset-inline-start: 16px;
    width: 1px;
    background: var(--_border);
  }
  .entry-icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 25px;
    height: 25px;
    border-radius: 50%;
  }
  .said .entry-icon {
    --_kind: var(--_muted);
    color: var(--_kind);
    background: color-mix(in oklab, var(--_kind) 13%, var(--_surface));
  }
  .entry-icon svg {
    width: 14px;
    height: 14px;
  }
  .said .entry-icon[data-kind='comment'] {
    --_kind: var(--_chart-1);
  }
  .said .entry-icon[data-kind='note'] {
    --_kind: var(--_chart-3);
  }
  .said .entry-icon[data-kind='call'] {
    --_kind: var(--_chart-5);
  }
  .said .entry-icon[data-kind='meeting'] {
    --_kind: var(--_chart-6);
  }
  .said .entry-icon[data-kind='task'] {
    --_kind: var(--_chart-2);
  }
  .said .entry-icon[data-kind='email'] {
    --_kind: var(--_chart-4);
  }
  .entry-main {
    flex: 1;
    min-width: 0;
  }
  .entry-line {
    margin: 0;
    padding-block: 3px;
    padding-inline-end: 28px;
    overflow-wrap: anywhere;
  }
  .entry-line strong {
    font-weight: 600;
  }
  .quiet .entry-line {
    color: color-mix(in oklab, var(--_text) 82%, var(--_muted));
  }
  .entry-line time {
    margin-inline-start: 3px;
    font-size: calc(var(--_font-size) - 1px);
    white-space: nowrap;
  }
  .muted {
    color: var(--_muted);
  }
  .card {
    margin-block-start: 4px;
    padding: 9px 12px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 3px);
    background: var(--_raised);
    box-shadow: 0 1px 2px light-dark(rgb(15 20 35 / 4%), rgb(0 0 0 / 20%));
  }
  .card-title {
    display: block;
    max-width: 100%;
    padding: 0;
    border: 0;
    background: none;
    font-weight: 600;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .card-title:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .card-title + .card-body {
    margin-block-start: 3px;
  }
  .card-body {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .mention {
    padding: 0 3px;
    border-radius: 4px;
    color: var(--_primary);
    background: color-mix(in oklab, var(--_primary) 10%, transparent);
    font-weight: 500;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    margin: 5px 0 0;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .fact.done {
    color: var(--_success);
  }
  .fact.late {
    color: var(--_danger);
  }
  .entry-menu {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 2px;
    opacity: 0;
  }
  .entry:is(:hover, :focus-within) .entry-menu,
  .entry-menu[aria-expanded='true'] {
    opacity: 1;
  }
  .entry-edit {
    display: grid;
    gap: 6px;
    margin-block-start: 4px;
  }
  .entry-buttons,
  .entry-ask {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 6px;
  }
  .entry-ask {
    margin-block-start: 4px;
    padding: 6px 10px;
    border: 1px solid color-mix(in oklab, var(--_danger) 35%, var(--_border));
    border-radius: calc(var(--_radius) + 2px);
  }
  .entry-ask span {
    flex: 1;
  }
  @media (hover: none) {
    .entry-menu {
      opacity: 1;
    }
  }
`

const shellStyles = css`
  .base {
    container-type: inline-size;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: 14px;
  }
  .composer + .filters:not(:first-child) {
    margin-block-end: -6px;
  }
  .filter {
    min-height: 24px;
    padding: 0 9px;
    border: 1px solid transparent;
    border-radius: 12px;
    color: var(--_muted);
    background: none;
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    cursor: pointer;
    transition: background-color var(--_duration);
  }
  .filter:hover {
    background: var(--_hover);
  }
  .filter[aria-pressed='true'] {
    border-color: var(--_border);
    color: var(--_text);
    background: var(--_raised);
  }
  .more {
    margin-block-start: 6px;
    margin-inline-start: 39px;
  }
  .skeleton {
    margin-block-start: 14px;
  }
  @container (max-width: 380px) {
    .composer-kind[aria-checked='false'] span {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .change-fields {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`

export const timelineStyles = [
  ...cellStyles,
  controlStyles,
  changeFieldStyles,
  menuStyles,
  panelStyles,
  skeletonStyles,
  shellStyles,
  composerStyles,
  entryStyles,
]
