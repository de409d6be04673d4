import { css } from 'lit'

export const cardStyles = css`
  .slot {
    height: var(--_pitch);
    padding-block-end: 8px;
    contain: layout style;
  }
  .slot.pinned {
    position: absolute;
    inset: calc(var(--_pin, 0) * var(--_pitch)) 0 auto;
  }
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    padding: 9px 12px;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_raised);
    box-shadow: 0 1px 2px light-dark(rgb(15 20 35 / 5%), rgb(0 0 0 / 25%));
    cursor: pointer;
    user-select: none;
    -webkit-user-select: none;
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration),
      background-color var(--_duration);
  }
  .card:hover {
    border-color: var(--_border-strong);
    box-shadow: 0 2px 6px light-dark(rgb(15 20 35 / 9%), rgb(0 0 0 / 35%));
  }
  .card:focus-visible {
    outline-offset: -1px;
  }
  .card.selected {
    border-color: var(--_primary);
    background: var(--_selection);
  }
  .card.dragging {
    border-style: dashed;
    background: none;
    box-shadow: none;
    opacity: 0.45;
  }
  .card.fresh {
    animation: card-fresh 1.6s ease-out;
  }
  @keyframes card-fresh {
    from {
      border-color: var(--_primary);
      background: var(--_selection);
    }
  }
  /* Cut at the end of their own script, on the side of the board's. */
  .card bdi {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .card-title {
    overflow: hidden;
    color: var(--_text);
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .card-line {
    overflow: hidden;
    min-height: 1.45em;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .compact .card-line {
    display: none;
  }
  .card-foot {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 20px;
    margin-block-start: auto;
    color: var(--_muted);
    font-size: calc(var(--_font-size) - 1px);
    white-space: nowrap;
  }
  .fact {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .fact.money {
    flex: none;
    color: var(--_text);
    font-weight: 550;
  }
  .rotting {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 3px;
    color: var(--_warning);
    font-weight: 550;
  }
  .rotting .icon {
    width: 13px;
    height: 13px;
  }
  .owner {
    display: block;
  }
  .card-own {
    min-height: 0;
    overflow: hidden;
  }
  .card-tools {
    position: absolute;
    inset-block-start: 5px;
    inset-inline-end: 5px;
    display: flex;
    border-radius: var(--_radius);
    background: var(--_raised);
    opacity: 0;
  }
  .card:hover > .card-tools,
  .card:focus-within > .card-tools,
  .card-menu[aria-expanded='true'] {
    opacity: 1;
  }
  .selected > .card-tools {
    background: var(--_selection);
  }
  .card-menu,
  .grip {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: none;
  }
  .card-menu {
    cursor: pointer;
  }
  .card-menu:hover {
    color: var(--_text);
    background: var(--_hover);
  }
  .grip {
    display: none;
    cursor: grab;
    touch-action: none;
  }
  .bones {
    justify-content: center;
    gap: 12px;
    box-shadow: none;
    cursor: default;
  }
  .cards-scroll > .bones {
    height: 88px;
    margin-block-end: 8px;
  }
  .drag-ghost {
    position: fixed;
    inset: 0 auto auto 0;
    margin: 0;
    padding: 0;
    overflow: visible;
    border: 0;
    color: var(--_text);
    background: none;
    font-family: var(--_font);
    font-size: var(--_font-size);
    line-height: var(--_line-height);
    pointer-events: none;
  }
  .drag-ghost .card {
    border-color: var(--_border-strong);
    box-shadow: var(--_shadow);
    cursor: grabbing;
  }
  .drag-ghost.many::before {
    content: '';
    position: absolute;
    z-index: -1;
    inset: 5px -5px -5px 5px;
    border: 1px solid var(--_border-strong);
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_raised);
  }
  .ghost-count {
    position: absolute;
    inset-block-start: -9px;
    inset-inline-end: -9px;
    min-width: 22px;
    padding: 0 6px;
    border-radius: 11px;
    color: var(--_on-primary);
    background: var(--_primary);
    font-size: 12px;
    font-weight: 600;
    line-height: 22px;
    text-align: center;
  }
  @media (hover: none) {
    .card-tools {
      opacity: 1;
    }
    .card-title {
      padding-inline-end: 62px;
    }
    .grip {
      display: grid;
      width: 32px;
    }
    .card-menu {
      width: 32px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .card.fresh {
      animation: none;
      border-color: var(--_primary);
    }
  }
  @media (forced-colors: active) {
    .card.selected {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .drop-line {
      background: Highlight;
    }
  }
`
