import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'

/** Our own set: 16 × 16, 1.5 px strokes, drawn with the colour of the text. */
const icons = {
  alert: svg`<path d="M8 5v3.5M8 11v.01M7 2.6 1.6 12a1.2 1.2 0 0 0 1 1.8h10.8a1.2 1.2 0 0 0 1-1.8L9 2.6a1.15 1.15 0 0 0-2 0Z"/>`,
  archive: svg`<path d="M2.5 5.5v7a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-7M1.5 2.5h13v3h-13zM6.5 8.5h3"/>`,
  'arrow-down': svg`<path d="M8 3v10M4 9l4 4 4-4"/>`,
  'arrow-up': svg`<path d="M8 13V3M4 7l4-4 4 4"/>`,
  board: svg`<path d="M2.5 2.5h3v11h-3zM6.5 2.5h3v7h-3zM10.5 2.5h3v9h-3z"/>`,
  briefcase: svg`<path d="M2 5.5h12v8H2zM5.5 5.5v-2a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v2M2 9h12"/>`,
  building: svg`<path d="M3.5 13.5v-10a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v10M2 13.5h12M6 5.5h1M9 5.5h1M6 8h1M9 8h1M6.8 13.5v-2.6h2.4v2.6"/>`,
  calendar: svg`<path d="M2.5 4.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 6.8h11M5.5 2v2.5M10.5 2v2.5"/>`,
  check: svg`<path d="m3 8.5 3.2 3.2L13 5"/>`,
  'chevron-down': svg`<path d="m4 6 4 4 4-4"/>`,
  'chevron-left': svg`<path d="m10 4-4 4 4 4"/>`,
  'chevron-right': svg`<path d="m6 4 4 4-4 4"/>`,
  'chevron-up': svg`<path d="m4 10 4-4 4 4"/>`,
  clock: svg`<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.7V8l2.2 1.4"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  columns: svg`<path d="M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9"/>`,
  copy: svg`<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>`,
  download: svg`<path d="M8 2.5v7.7M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/>`,
  drag: svg`<path stroke-width="2.2" d="M6 3.5v.01M10 3.5v.01M6 8v.01M10 8v.01M6 12.5v.01M10 12.5v.01"/>`,
  edit: svg`<path d="M10.6 3 13 5.4 5.6 12.8 2.6 13.4l.6-3zM9 4.6 11.4 7"/>`,
  external: svg`<path d="M9 2.5h4.5V7M13.2 2.8 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3"/>`,
  eye: svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"/>`,
  'eye-off': svg`<path d="M6.5 3.7A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a12 12 0 0 1-1.7 2.2M4.2 5A12 12 0 0 0 1.5 8S4 12.5 8 12.5c1.1 0 2-.3 2.9-.8M2.5 2.500l11 11M6.7 6.700a2 2 0 0 0 2.7 2.7"/>`,
  filter: svg`<path d="M2 4h12M4.5 8h7M6.7 12h2.6"/>`,
  globe: svg`<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c1.8 1.7 2.6 3.7 2.6 6S9.8 12.3 8 14C6.2 12.3 5.4 10.3 5.4 8S6.2 3.7 8 2Z"/>`,
  history: svg`<path d="M2.5 5.500A6 6 0 1 1 2 8M2 2.800v3h3M8 5v3.200l2 1.3"/>`,
  inbox: svg`<path d="M2 9.5 4 3h8l2 6.500v3.500H2zM2 9.500h3.500a2.5 2.5 0 0 0 5 0H14"/>`,
  link: svg`<path d="M6.8 9.2 9.2 6.800M7.5 4.700l1.3-1.300a2.7 2.7 0 0 1 3.8 3.800l-1.3 1.300M8.5 11.300l-1.3 1.300a2.7 2.7 0 0 1-3.8-3.800l1.3-1.3"/>`,
  lock: svg`<path d="M3.5 7.500h9v6h-9zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5"/>`,
  mail: svg`<path d="M2 4.500a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zM2.3 4.5 8 8.700l5.7-4.2"/>`,
  minus: svg`<path d="M3 8h10"/>`,
  more: svg`<path stroke-width="2.2" d="M3.5 8v.01M8 8v.01M12.5 8v.01"/>`,
  note: svg`<path d="M3 2.500h10v7.500l-3.5 3.500H3zM13 10H9.500v3.500M5.5 5.500h5M5.5 8h3"/>`,
  person: svg`<path d="M8 8a2.8 2.8 0 1 0 0-5.600A2.8 2.8 0 0 0 8 8ZM2.7 13.600c.5-2.5 2.6-4 5.3-4s4.8 1.5 5.3 4"/>`,
  phone: svg`<path d="M3 2.500h2.600l1.2 3-1.6 1.200a8 8 0 0 0 4.1 4.100l1.2-1.6 3 1.200V13a1 1 0 0 1-1 1A10.5 10.5 0 0 1 2 3.500a1 1 0 0 1 1-1Z"/>`,
  pin: svg`<path d="M9.5 2 14 6.500l-3.2.9-2.6 2.6-.4 3.300L3 8.500l3.3-.4L8.9 5.500zM5.2 10.8 2 14"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  refresh: svg`<path d="M13.5 7A5.6 5.6 0 0 0 3.6 4.600L2.5 6M2.5 3v3h3M2.5 9a5.6 5.6 0 0 0 9.9 2.400l1.1-1.400M13.5 13v-3h-3"/>`,
  search: svg`<path d="M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.300l3.2 3.2"/>`,
  settings: svg`<path d="M2 5h6M12 5h2M2 11h2M8 11h6M10 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM6 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"/>`,
  sort: svg`<path d="M5 3v10M2.5 10.5 5 13l2.5-2.500M11 13V3M8.5 5.5 11 3l2.5 2.5"/>`,
  star: svg`<path d="m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.100L8 11.300l-3.7 2 .8-4.100L2 6.300l4.2-.5z"/>`,
  table: svg`<path d="M2.5 3h11v10h-11zM2.5 6.300h11M2.5 9.700h11M6.5 6.300V13"/>`,
  tag: svg`<path d="M2.5 2.500h5.300l5.7 5.7-5.3 5.3-5.7-5.700zM5.3 5.300v.01"/>`,
  trash: svg`<path d="M2.5 4.500h11M6 4.500v-2h4v2M4 4.500l.6 9h6.800l.6-9M6.7 7v4M9.3 7v4"/>`,
  undo: svg`<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6"/>`,
} as const satisfies Readonly<Record<string, SVGTemplateResult>>

export type IconName = keyof typeof icons

export const iconNames = Object.keys(icons) as readonly IconName[]

/** Decorative unless labelled: the control around it has the name. */
export function icon(name: IconName, label?: string): TemplateResult {
  return iconOf(icons[name], label)
}

/** The same for a drawing of an element's own, in lines on 16 by 16. */
export function iconOf(drawing: SVGTemplateResult | undefined, label?: string): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    role=${label === undefined ? nothing : 'img'}
    aria-label=${label ?? nothing}
    aria-hidden=${label === undefined ? 'true' : nothing}
    focusable="false"
  >
    ${drawing}
  </svg>`
}

/** The icon an entity's schema names, when it is one of ours. */
export function isIcon(name: string | undefined): name is IconName {
  return name !== undefined && name in icons
}
