import { css } from 'lit'

/** What opens from the toolbar. */
export const listPanelStyles = css`
  .popover.panel-filter {
    width: 680px;
    max-width: min(680px, calc(100vw - 16px));
  }
  .popover.panel-sort {
    width: 380px;
  }
  .popover.panel-columns {
    width: 320px;
    display: none;
    flex-direction: column;
    overflow: hidden;
  }
  .popover.panel-columns:popover-open {
    display: flex;
  }
  .popover.panel-save-view,
  .popover.panel-rename-view {
    width: 300px;
  }
  .panel-note {
    margin: 4px 2px 10px;
    color: var(--_muted);
  }
  .panel-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin-block-start: 10px;
  }
  .panel-foot .button.ghost {
    color: var(--_muted);
  }
  .panel-foot .button.ghost:hover {
    color: var(--_text);
  }

  .filter-rows {
    display: grid;
    gap: 6px;
  }
  .filter-row {
    display: grid;
    grid-template-columns: 62px minmax(0, 1fr) 26px;
    gap: 6px;
    align-items: start;
  }
  .filter-row > .icon-only {
    margin-block-start: 3px;
  }
  .filter-join {
    align-self: start;
    line-height: var(--_control-height);
    padding-inline-start: 9px;
    color: var(--_muted);
  }
  select.filter-join {
    line-height: normal;
    color: var(--_text);
  }
  .filter-condition {
    display: flex;
    align-items: start;
    flex-wrap: wrap;
    gap: 6px;
  }
  .filter-field {
    flex: 1 1 130px;
    width: auto;
  }
  .filter-operator {
    flex: 0 1 128px;
    width: auto;
  }
  .filter-value {
    flex: 2.2 1 170px;
    width: auto;
    min-width: 0;
  }
  .filter-group {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding: 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_sunken);
  }
  .filter-group > .filter-rows {
    width: 100%;
  }
  .filter-rest {
    padding: 6px 8px;
    overflow-wrap: anywhere;
    border-radius: var(--_radius);
    background: var(--_sunken);
    font-size: calc(var(--_font-size) - 2px);
  }

  .sort-row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 128px 26px;
    gap: 6px;
    align-items: center;
    margin-block-end: 6px;
  }
  .sort-row .direction {
    justify-content: start;
  }
  .panel-foot .add {
    width: 150px;
  }

  .columns-panel {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .columns-scroll {
    min-height: 0;
    overflow: auto;
    margin-inline: -12px;
    padding-inline: 12px;
  }
  .list-heading {
    margin: 12px 2px 4px;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 2px);
    font-weight: 600;
  }
  .columns-list {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .column-row {
    display: flex;
    align-items: center;
    gap: 0;
    min-height: 30px;
    padding-inline: 4px 0;
    border-radius: var(--_radius);
  }
  .column-row:hover,
  .column-row:focus-within {
    background: var(--_hover);
  }
  .column-row label {
    flex: 1;
    display: flex;
    align-items: center;
    gap: 9px;
    min-width: 0;
    cursor: pointer;
  }
  .column-row label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .column-row:not(:hover, :focus-within) .button:not(.on) {
    opacity: 0;
  }
  @media (hover: none) {
    .column-row .button {
      opacity: 1 !important;
    }
  }
  .column-row .button.on {
    color: var(--_primary);
  }

  .view-form {
    display: grid;
    gap: 6px;
  }
  .check-line {
    display: flex;
    align-items: start;
    gap: 8px;
    margin-block-start: 6px;
    cursor: pointer;
  }
  .check-line .hint {
    display: block;
  }
  .error-text {
    margin: 0;
  }

  .bulk-edit {
    display: grid;
    gap: 10px;
    align-content: start;
    justify-items: start;
    min-height: 180px;
  }
  .bulk-edit > * {
    margin: 0;
  }
  .bulk-row {
    display: grid;
    grid-template-columns: minmax(0, 0.8fr) minmax(0, 1.2fr) 30px;
    gap: 8px;
    width: 100%;
    align-items: start;
  }
  .dialog-body p {
    margin: 0;
  }
  .progress {
    display: grid;
    gap: 8px;
    width: 100%;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .progress progress {
    width: 100%;
    height: 6px;
    accent-color: var(--_primary);
  }
  .refusals {
    margin: 8px 0 0;
    padding-inline-start: 18px;
  }
  .refusals .hint {
    display: block;
  }

  @container (inline-size < 560px) {
    .filter-row {
      grid-template-columns: minmax(0, 1fr) 26px;
    }
    .filter-row > .filter-join {
      grid-column: 1 / -1;
      width: max-content;
      line-height: 20px;
    }
    .bulk-row {
      grid-template-columns: minmax(0, 1fr) 30px;
    }
    .bulk-row > .bulk-value {
      grid-row: 2;
    }
  }
`
