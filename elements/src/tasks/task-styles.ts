import { css } from 'lit'

import { avatarStyles } from '../primitives/avatar.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { tagStyles } from '../primitives/tag.ts'

const ownStyles = css`
  .base {
    container-type: inline-size;
  }
  .quick {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    padding: 4px 6px 4px 11px;
    border: 1px solid var(--_border-strong);
    border-radius: calc(var(--_radius) + 3px);
    background: var(--_raised);
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }
  .quick:dir(rtl) {
    padding: 4px 11px 4px 6px;
  }
  .quick:focus-within {
    border-color: var(--_focus);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 16%, transparent);
  }
  .quick-plus {
    color: var(--_muted);
  }
  .quick-text {
    flex: 1;
    min-width: 60px;
    padding: 4px 0;
    border: 0;
    background: none;
    text-overflow: ellipsis;
  }
  .quick-text:focus {
    outline: none;
  }
  .quick-text::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .quick-note {
    color: var(--_primary);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    white-space: nowrap;
  }
  .quick-note.fault {
    color: var(--_danger);
  }
  .quick-date input {
    width: 30px;
    height: 28px;
    padding: 0 6px;
    border: 0;
    border-radius: var(--_radius);
    color: transparent;
    background: none;
    cursor: pointer;
  }
  .quick-date input::-webkit-datetime-edit {
    display: none;
  }
  .quick-date input::-webkit-calendar-picker-indicator {
    margin: 0;
    opacity: 0.55;
    cursor: pointer;
  }
  .quick-date input:hover {
    background: var(--_hover);
  }
  .quick [hidden] {
    display: none;
  }
  .group {
    margin-block-start: 18px;
  }
  .group-title {
    display: flex;
    align-items: center;
    gap: 7px;
    padding: 0 4px 5px;
    font-weight: 600;
  }
  .overdue .group-title {
    color: var(--_danger);
  }
  .group-count {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .rows {
    margin: 0;
    padding: 0;
    list-style: none;
    border-block-start: 1px solid var(--_border);
  }
  .task {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
    padding: 5px 4px;
    border-block-end: 1px solid var(--_border);
    transition: background-color var(--_duration);
  }
  .task:hover {
    background: var(--_hover);
  }
  .check.round {
    width: 18px;
    height: 18px;
    border-radius: 50%;
  }
  .check.round::before {
    width: 9px;
    height: 9px;
  }
  .task-main {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    /* Not by the baseline: that of a title with an icon is the icon's. */
    align-items: center;
    gap: 0 10px;
    min-width: 0;
  }
  .task-title {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
  }
  .task-kind,
  .task-repeat,
  .task-flag {
    flex: none;
    display: inline-grid;
    color: var(--_muted);
  }
  .task-flag {
    color: var(--_danger);
  }
  .task-title svg,
  .task-due svg {
    width: 14px;
    height: 14px;
  }
  .task-open,
  .task-link {
    min-width: 0;
    padding: 2px 0;
    overflow: hidden;
    border: 0;
    background: none;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .task-open:hover,
  .task-link:hover {
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .is-done .task-open {
    color: var(--_muted);
    text-decoration: line-through;
  }
  .task-about {
    display: inline-flex;
    gap: 8px;
    min-width: 0;
    max-width: 100%;
  }
  .task-link {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .task-due {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 26px;
    padding: 0 7px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    font-size: calc(var(--_font-size) - 1px);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .task-due.overdue {
    color: var(--_danger);
  }
  .task-due.today {
    color: var(--_success);
  }
  button.task-due {
    cursor: pointer;
  }
  button.task-due:hover,
  button.task-due[aria-expanded='true'],
  button.task-owner:hover {
    background: var(--_pressed);
  }
  .task-due.undated {
    opacity: 0;
  }
  .task:is(:hover, :focus-within) .task-due.undated {
    opacity: 1;
  }
  .task-owner {
    flex: none;
    display: grid;
    place-items: center;
    width: 28px;
    height: 28px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    color: var(--_muted);
    background: none;
  }
  button.task-owner {
    cursor: pointer;
  }
  .task-rest {
    margin: 10px 4px;
    color: var(--_muted);
  }
  .show-done {
    margin-block-start: 12px;
    color: var(--_muted);
  }
  .skeleton {
    margin-block-start: 18px;
  }
  @container (max-width: 440px) {
    .quick {
      flex-wrap: wrap;
    }
    .quick-note:not(:empty) {
      order: 5;
      flex-basis: 100%;
      padding: 0 0 5px 24px;
    }
    .task-about {
      flex-basis: 100%;
    }
    .task {
      gap: 6px;
    }
  }
  @media (hover: none) {
    .task-due.undated {
      opacity: 1;
    }
  }
`

export const taskStyles = [
  controlStyles,
  menuStyles,
  panelStyles,
  skeletonStyles,
  tagStyles,
  avatarStyles,
  ownStyles,
]
