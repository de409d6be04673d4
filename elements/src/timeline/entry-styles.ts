import { css } from 'lit'

/** An entry, its day and what stands in its place. */
export const entryStyles = css`
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
