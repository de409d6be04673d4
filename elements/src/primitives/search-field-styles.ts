import { css } from 'lit'

/** The search field of a toolbar: quiet until one goes to it. */
export const searchFieldStyles = css`
  .search {
    display: flex;
    align-items: center;
    gap: 6px;
    flex: 0 1 190px;
    min-width: 96px;
    height: var(--_control-height);
    margin-inline-end: 6px;
    padding-inline: 8px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    color: var(--_muted);
    background: var(--_sunken);
    cursor: text;
    transition:
      border-color var(--_duration),
      background-color var(--_duration),
      box-shadow var(--_duration);
  }
  .search:hover {
    border-color: var(--_border);
  }
  .search:focus-within {
    border-color: var(--_focus);
    background: var(--_surface);
    box-shadow: 0 0 0 3px color-mix(in oklab, var(--_focus) 20%, transparent);
  }
  .search-input {
    flex: 1;
    min-width: 0;
    padding: 0;
    border: 0;
    color: var(--_text);
    background: none;
    text-overflow: ellipsis;
  }
  .search-input:focus-visible {
    outline: none;
  }
  .search-input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .search-input::-webkit-search-cancel-button {
    cursor: pointer;
  }
`
