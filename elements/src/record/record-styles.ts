import { css } from 'lit'

import { dialogStyles } from '../primitives/dialog.ts'
import { menuStyles } from '../primitives/menu.ts'
import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { tabStyles } from '../primitives/tabs.ts'
import { changeFieldStyles } from './change-field-styles.ts'

const shellStyles = css`
  .base {
    container-type: inline-size;
  }
  .dialog .base {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
  }
  .dialog.dialog {
    width: min(760px, calc(100vw - 32px));
  }
  .dialog.drawer {
    width: min(680px, 100vw);
  }
  .dialog .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .dialog :is(.head, .panel-box, .close-bar, .loading) {
    padding-inline: 20px;
  }
  .dialog .tabs {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    padding-inline: 12px;
    background: var(--_raised);
  }
  .close-bar {
    display: flex;
    justify-content: flex-end;
    padding-block: 12px 0;
  }
  .loading {
    padding-block: 16px;
  }
  .head {
    display: flex;
    align-items: flex-start;
    gap: 14px;
    padding-block: 18px 14px;
  }
  .head-text {
    flex: 1;
    min-width: 0;
  }
  .title {
    margin: 0;
    font-size: 20px;
    font-weight: 650;
    letter-spacing: -0.012em;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    min-height: 20px;
    margin-block-start: 5px;
    color: var(--_muted);
  }
  .fact {
    display: inline-flex;
    align-items: center;
    min-width: 0;
    max-width: 260px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head-actions {
    flex: none;
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-block-end: 12px;
    padding: 10px 12px;
    border-radius: calc(var(--_radius) + 2px);
    background: color-mix(in oklab, var(--_danger) 8%, var(--_surface));
  }
  .banner > svg {
    color: var(--_danger);
  }
  .banner > span {
    flex: 1;
  }
  .dialog .banner {
    margin-inline: 20px;
  }
  .scroll[inert] {
    opacity: 0.5;
  }
  .panel-box {
    padding-block: 18px 24px;
  }
  .muted {
    color: var(--_muted);
  }
`

const fieldRowStyles = css`
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
  }
  @container (min-width: 820px) {
    .body {
      grid-template-columns: minmax(0, 1fr) 248px;
      gap: 36px;
    }
  }
  .main {
    display: flex;
    flex-direction: column;
    gap: 24px;
    min-width: 0;
  }
  .section-title {
    margin-block-end: 6px;
    font-weight: 600;
  }
  .rows {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px 24px;
    align-items: start;
  }
  @container (min-width: 700px) {
    .rows[data-columns='2'] {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .rows[data-columns='2'] > .wide {
      grid-column: 1 / -1;
    }
  }
  .row {
    display: grid;
    grid-template-columns: 124px minmax(0, 1fr);
    gap: 4px 8px;
    align-items: start;
    min-width: 0;
  }
  .row-label {
    padding-block: 6px;
    color: var(--_muted);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .value {
    position: relative;
    display: flex;
    align-items: flex-start;
    gap: 4px;
    min-width: 0;
    min-height: var(--_control-height);
    margin-inline-start: -8px;
    padding: 5px 8px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    transition: background-color var(--_duration);
  }
  .value-text {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .value.long-text .value-text {
    white-space: pre-wrap;
  }
  .value.editable {
    cursor: text;
  }
  .value.editable:hover,
  .value.editable:focus-within {
    background: var(--_hover);
  }
  .edit-button {
    flex: none;
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    margin: -1px -4px -1px 0;
    padding: 0;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    background: none;
    opacity: 0;
    cursor: pointer;
  }
  .edit-button svg {
    width: 13px;
    height: 13px;
  }
  .value:hover .edit-button,
  .edit-button:focus-visible {
    opacity: 1;
  }
  .value-editor {
    display: flex;
    flex-direction: column;
    gap: 5px;
    min-width: 0;
    margin-inline-start: -8px;
  }
  .value-editor[aria-busy] {
    opacity: 0.6;
  }
  .aside {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  @container (min-width: 820px) {
    .aside {
      padding-inline-start: 24px;
      border-inline-start: 1px solid var(--_border);
    }
    .aside .row {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
      margin-block-end: 8px;
    }
    .aside .row-label {
      padding-block: 0;
      font-size: 0.923em;
    }
  }
  @container (max-width: 420px) {
    .row {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
      margin-block-end: 8px;
    }
    .row-label {
      padding-block: 0;
      font-size: 0.923em;
    }
    .title {
      font-size: 17px;
    }
  }
  @media (hover: none) {
    .edit-button {
      opacity: 1;
    }
  }
`

const relatedStyles = css`
  .related-lists {
    display: grid;
    gap: 26px;
  }
  .related-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 28px;
    margin-block-end: 4px;
  }
  .related-title {
    display: flex;
    align-items: center;
    gap: 7px;
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }
  .related-rows {
    margin: 0;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 2px);
    overflow: hidden;
    list-style: none;
  }
  .related-row {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 38px;
    padding-inline: 10px;
    transition: background-color var(--_duration);
  }
  .related-row + .related-row {
    border-block-start: 1px solid var(--_border);
  }
  .related-row:hover {
    background: var(--_hover);
  }
  .related-open {
    flex: 1 1 40%;
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    padding: 6px 0;
    border: 0;
    background: none;
    font-weight: 500;
    text-align: start;
    cursor: pointer;
  }
  .related-open span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .related-open:hover span:last-child {
    text-decoration: underline;
    text-underline-offset: 3px;
    text-decoration-color: var(--_border-strong);
  }
  .related-facts {
    flex: 1 1 60%;
    display: flex;
    justify-content: flex-end;
    gap: 14px;
    min-width: 0;
    color: var(--_muted);
    white-space: nowrap;
  }
  .related-facts > span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  @container (max-width: 420px) {
    .related-facts > span:nth-child(n + 2) {
      display: none;
    }
  }
  .related-none {
    margin: 0;
    padding: 12px;
    border: 1px dashed var(--_border-strong);
    border-radius: calc(var(--_radius) + 2px);
    color: var(--_muted);
  }
  .changes {
    display: grid;
    margin: 0 0 12px;
    padding: 0;
    list-style: none;
  }
  .change {
    position: relative;
    display: flex;
    gap: 10px;
    padding-block-end: 18px;
  }
  .change:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 28px 4px;
    inset-inline-start: 11.5px;
    width: 1px;
    background: var(--_border);
  }
  .change-body {
    flex: 1;
    min-width: 0;
  }
  .change-line {
    margin: 0;
    padding-block: 2px;
  }
  .change-line strong {
    font-weight: 600;
  }
  .change-line time {
    margin-inline-start: 4px;
  }
`

export const recordStyles = [
  changeFieldStyles,
  dialogStyles,
  menuStyles,
  panelStyles,
  skeletonStyles,
  tabStyles,
  shellStyles,
  fieldRowStyles,
  relatedStyles,
]
