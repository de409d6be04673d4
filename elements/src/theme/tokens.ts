import { css } from 'lit'

/**
 * The tokens a host may set, on any ancestor or through `provider.appearance`, each with its default for light and dark.
 * Elements read the private `--_…` aliases: were the public ones declared here, no value of the host's would reach us.
 * Light or dark is the `color-scheme` in force: the page's own, or the provider's `theme`.
 */
export const tokens = css`
  :host {
    --_surface: var(--crm-color-surface, light-dark(#ffffff, #16171b));
    --_raised: var(--crm-color-surface-raised, light-dark(#ffffff, #1f2126));
    --_sunken: var(--crm-color-surface-sunken, light-dark(#f7f8f9, #111215));
    --_text: var(--crm-color-text, light-dark(#1b1d22, #eceef1));
    --_muted: var(--crm-color-text-muted, light-dark(#646a76, #9aa1ad));
    --_border: var(--crm-color-border, light-dark(#e4e6ea, #2c2f36));
    --_border-strong: var(--crm-color-border-strong, light-dark(#c9cdd4, #444953));
    --_primary: var(--crm-color-primary, light-dark(#4353d9, #8190ff));
    --_on-primary: var(--crm-color-on-primary, light-dark(#ffffff, #0e1024));
    --_danger: var(--crm-color-danger, light-dark(#c5283d, #ff7b85));
    --_danger-solid: var(--crm-color-danger-solid, light-dark(#c5283d, #d23549));
    --_on-danger: var(--crm-color-on-danger, #ffffff);
    --_warning: var(--crm-color-warning, light-dark(#9a5b00, #f0b54a));
    --_success: var(--crm-color-success, light-dark(#14774a, #4cc38a));
    --_focus: var(--crm-color-focus, var(--_primary));
    --_selection: var(
      --crm-color-selection,
      color-mix(in oklab, var(--_primary) 10%, var(--_surface))
    );
    --_hover: color-mix(in oklab, var(--_text) 5%, transparent);
    --_pressed: color-mix(in oklab, var(--_text) 9%, transparent);
    --_font: var(--crm-font-family, inherit);
    --_font-size: var(--crm-font-size, 13px);
    --_line-height: var(--crm-line-height, 1.45);
    --_space: var(--crm-space, 4px);
    --_radius: var(--crm-radius, 6px);
    --_shadow: var(
      --crm-shadow,
      0 0 0 1px light-dark(rgb(15 20 35 / 7%), rgb(255 255 255 / 9%)),
      0 8px 24px -6px light-dark(rgb(15 20 35 / 20%), rgb(0 0 0 / 60%)),
      0 2px 6px -2px light-dark(rgb(15 20 35 / 10%), rgb(0 0 0 / 40%))
    );
    --_control-height: var(--crm-control-height, 30px);
    --_duration: var(--crm-duration, 150ms);
    --_chart-1: var(--crm-chart-1, light-dark(#4353d9, #8190ff));
    --_chart-2: var(--crm-chart-2, light-dark(#0f8a8a, #45c4c0));
    --_chart-3: var(--crm-chart-3, light-dark(#c2700a, #f0a848));
    --_chart-4: var(--crm-chart-4, light-dark(#b83280, #f178b6));
    --_chart-5: var(--crm-chart-5, light-dark(#2f8132, #6cc070));
    --_chart-6: var(--crm-chart-6, light-dark(#7b4bc9, #b794f6));
    --_chart-7: var(--crm-chart-7, light-dark(#b23b3b, #f08080));
    --_chart-8: var(--crm-chart-8, light-dark(#55606e, #a3adba));
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_duration: 0s;
    }
  }
`

/** Text and ground of the ten colours of tags and choices; each pair has a contrast of 4.5 and more in both schemes. */
export const tagColors = css`
  .tag {
    --_tag: var(--crm-tag-gray, light-dark(#565c68, #b4bac5));
  }
  .tag[data-color='red'] {
    --_tag: var(--crm-tag-red, light-dark(#b3263a, #ff8f98));
  }
  .tag[data-color='orange'] {
    --_tag: var(--crm-tag-orange, light-dark(#a3460b, #ffa46b));
  }
  .tag[data-color='amber'] {
    --_tag: var(--crm-tag-amber, light-dark(#855600, #f2c14e));
  }
  .tag[data-color='green'] {
    --_tag: var(--crm-tag-green, light-dark(#176d3c, #5fd08f));
  }
  .tag[data-color='teal'] {
    --_tag: var(--crm-tag-teal, light-dark(#0c6b6b, #52cfca));
  }
  .tag[data-color='blue'] {
    --_tag: var(--crm-tag-blue, light-dark(#1d5fbf, #7db4ff));
  }
  .tag[data-color='indigo'] {
    --_tag: var(--crm-tag-indigo, light-dark(#4348c9, #a3a8ff));
  }
  .tag[data-color='purple'] {
    --_tag: var(--crm-tag-purple, light-dark(#7a3fb8, #cda2ff));
  }
  .tag[data-color='pink'] {
    --_tag: var(--crm-tag-pink, light-dark(#a82a74, #ff94cb));
  }
`
