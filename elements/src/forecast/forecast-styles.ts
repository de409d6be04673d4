import { css } from 'lit'

import { sharedStyles } from '../base/shared-styles.ts'
import { controlStyles } from '../primitives/control-styles.ts'
import { panelStyles } from '../primitives/panels.ts'
import { skeletonStyles } from '../primitives/skeleton.ts'

const ownStyles = css`
  .base {
    display: flex;
    flex-direction: column;
    gap: 14px;
    min-height: 380px;
    padding: 16px 18px;
    container-type: inline-size;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
  }
  .base > .panel {
    margin: auto;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  h2 {
    margin: 0;
    font-size: calc(var(--_font-size) + 2px);
    font-weight: 600;
  }
  .spacer {
    flex: 1;
  }
  .currency {
    width: auto;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 36px;
    margin: 0;
  }
  dt {
    display: flex;
    align-items: center;
    gap: 7px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  dd {
    margin: 2px 0 0;
    font-size: calc(var(--_font-size) + 7px);
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.01em;
  }
  .swatch {
    width: 11px;
    height: 11px;
    border: 1px solid var(--_chart-1);
    border-radius: 3px;
  }
  .swatch.won {
    border-color: var(--_chart-5);
    background: var(--_chart-5);
  }
  .swatch.weighted {
    background: repeating-linear-gradient(
      -45deg,
      var(--_chart-1) 0 2px,
      color-mix(in oklab, var(--_chart-1) 45%, var(--_surface)) 2px 4px
    );
  }
  .swatch.open {
    border-style: dashed;
  }
  .plot-place {
    min-width: 0;
    overflow: hidden;
  }
  .plot {
    display: block;
    max-width: 100%;
    overflow: visible;
  }
  .gridline {
    stroke: var(--_border);
  }
  .axis {
    fill: var(--_muted);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .hit {
    fill: transparent;
  }
  .bar {
    cursor: pointer;
    outline: none;
  }
  .bar:hover .hit,
  .bar.active .hit {
    fill: var(--_hover);
  }
  .bar:focus-visible .hit {
    stroke: var(--_focus);
    stroke-width: 2;
  }
  .bar.now .month {
    fill: var(--_text);
    font-weight: 600;
  }
  .won {
    fill: var(--_chart-5);
  }
  .weighted {
    fill: url(#hatch);
    stroke: var(--_chart-1);
  }
  .open {
    fill: none;
    stroke: color-mix(in oklab, var(--_chart-1) 60%, transparent);
    stroke-dasharray: 3 3;
  }
  .hatch-ground {
    fill: color-mix(in oklab, var(--_chart-1) 45%, var(--_surface));
  }
  .hatch-line {
    stroke: var(--_chart-1);
    stroke-width: 5;
  }
  .reading {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
    padding: 8px 12px;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: var(--_sunken);
    font-size: calc(var(--_font-size) - 1px);
    font-variant-numeric: tabular-nums;
  }
  .reading b {
    color: var(--_text);
    font-weight: 600;
  }
  .table-place {
    overflow: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 7px 10px;
    border-block-end: 1px solid var(--_border);
    text-align: end;
    white-space: nowrap;
  }
  th:first-child {
    text-align: start;
  }
  thead th {
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    font-weight: 500;
  }
  tbody th {
    font-weight: 400;
  }
  tfoot :is(th, td) {
    border: 0;
    font-weight: 600;
  }
  .rates {
    margin: 0;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
  }
  .loading {
    padding: 20px 4px;
  }
  .loading .skeleton {
    gap: 30px;
  }
`

export const forecastStyles = [
  ...sharedStyles,
  controlStyles,
  panelStyles,
  skeletonStyles,
  ownStyles,
]
