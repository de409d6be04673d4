import { css } from 'lit'

/** The saved views above the list, and what has been changed in the one that is shown. */
export const viewStripStyles = css`
  .views {
    flex: 0 1 auto;
    min-width: min(220px, 40%);
    overflow: auto hidden;
    overscroll-behavior: contain;
    scrollbar-width: none;
    margin-inline-start: -2px;
  }
  .views ul {
    display: flex;
    gap: 2px;
    margin: 0;
    padding: 2px;
    list-style: none;
  }
  .views li {
    position: relative;
    flex: none;
    display: flex;
  }
  .view,
  .view-menu,
  .view-add {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 28px;
    padding: 0 9px;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
    font-weight: 500;
    white-space: nowrap;
    cursor: pointer;
    transition:
      background-color var(--_duration),
      color var(--_duration);
  }
  .view:hover,
  .view-menu:hover,
  .view-add:hover {
    color: var(--_text);
    background: var(--_hover);
  }
  .view.active {
    color: var(--_text);
    background: var(--_pressed);
  }
  li:has(> .view-menu) > .view {
    padding-inline-end: 26px;
  }
  .view-menu {
    position: absolute;
    inset-inline-end: 3px;
    inset-block-start: 3px;
    width: 22px;
    height: 22px;
    padding: 3px;
    justify-content: center;
  }
  .view-add {
    width: 28px;
    padding: 6px;
  }
  .view-shared {
    display: inline-flex;
    color: var(--_muted);
  }
  .view-shared svg {
    width: 12px;
    height: 12px;
  }
  .view-dirty {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--_primary);
  }

  .view-changes {
    flex: none;
    display: flex;
    gap: 4px;
    margin-inline-start: 8px;
  }
  .view-changes .ghost {
    color: var(--_muted);
  }
  @container (inline-size < 560px) {
    .views {
      order: -1;
      flex-basis: 100%;
    }
    .view-changes {
      flex-basis: 100%;
      order: -1;
      margin: 0;
    }
  }
  @media (forced-colors: active) {
    .view.active {
      border: 1px solid;
    }
  }
`
