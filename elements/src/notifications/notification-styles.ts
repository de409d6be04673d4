import { css } from 'lit'

import { avatarStyles } from '../primitives/avatar.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { panelStyles } from '../primitives/panels.ts'
import { popoverStyles } from '../primitives/popover.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'
import { tagStyles } from '../primitives/tag.ts'

const ownStyles = css`
  :host {
    display: inline-block;
  }
  .trigger {
    position: relative;
    display: inline-grid;
    place-items: center;
    width: calc(var(--_control-height) + 2px);
    height: calc(var(--_control-height) + 2px);
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    cursor: pointer;
    transition: background-color var(--_duration);
  }
  .trigger:hover,
  .trigger[aria-expanded='true'] {
    color: var(--_text);
    background: var(--_pressed);
  }
  .trigger svg {
    width: 18px;
    height: 18px;
  }
  .badge {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: -1px;
    min-width: 16px;
    padding: 0 4px;
    border-radius: 8px;
    color: var(--_on-danger);
    background: var(--_danger-solid);
    font-size: 10px;
    font-weight: 600;
    line-height: 16px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .popover {
    width: min(400px, calc(100vw - 16px));
    padding: 0;
  }
  .popover:popover-open {
    display: flex;
    flex-direction: column;
    overflow: hidden;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
    padding: 8px 8px 8px 14px;
    border-block-end: 1px solid var(--_border);
  }
  .head:dir(rtl) {
    padding: 8px 14px 8px 8px;
  }
  .title {
    font-weight: 600;
  }
  .body {
    overflow: auto;
    overscroll-behavior: contain;
  }
  .body .skeleton {
    padding: 16px;
  }
  .items {
    margin: 0;
    padding: 4px;
    list-style: none;
  }
  .item {
    position: relative;
  }
  .item-open {
    display: flex;
    gap: 11px;
    width: 100%;
    padding: 9px 34px 9px 10px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .item-open:dir(rtl) {
    padding: 9px 10px 9px 34px;
  }
  .item-open:hover {
    background: var(--_hover);
  }
  .item-open[aria-disabled='true'] {
    cursor: default;
  }
  .item-open:focus-visible,
  .item-mark:focus-visible {
    outline-offset: -2px;
  }
  .face {
    flex: none;
    padding-block-start: 1px;
  }
  .face-icon {
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    color: var(--_warning);
    background: color-mix(in oklab, var(--_warning) 13%, var(--_raised));
  }
  .face-icon svg {
    width: 14px;
    height: 14px;
  }
  .item-main {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .item-line {
    overflow-wrap: anywhere;
  }
  .unread .item-line {
    font-weight: 600;
  }
  .item-excerpt {
    display: -webkit-box;
    overflow: hidden;
    color: var(--_muted);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
  }
  .item-time {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .item-mark {
    position: absolute;
    inset-block-start: 7px;
    inset-inline-end: 5px;
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    cursor: pointer;
  }
  .item-mark:hover {
    background: var(--_pressed);
  }
  .dot {
    width: 9px;
    height: 9px;
    border: 1.5px solid transparent;
    border-radius: 50%;
  }
  .unread .dot {
    border-color: var(--_primary);
    background: var(--_primary);
  }
  .item:is(:hover, :focus-within):not(.unread) .dot {
    border-color: var(--_muted);
  }
  .earlier {
    margin: 2px 8px 8px;
  }
  @media (forced-colors: active) {
    .badge,
    .unread .dot {
      border: 1px solid;
    }
  }
`

export const notificationStyles = [
  controlStyles,
  popoverStyles,
  panelStyles,
  skeletonStyles,
  tagStyles,
  avatarStyles,
  ownStyles,
]
