import { svg, type SVGTemplateResult, type TemplateResult } from 'lit'

import { iconOf } from '../primitives/icon.ts'

/** What the kinds of activities look like, and what belongs to them; drawn as the icons of the primitives are. */
const drawings: Readonly<Record<string, SVGTemplateResult>> = {
  bell: svg`<path d="M3.500 11.500h9L11.300 9.500V6.800a3.300 3.300 0 0 0-6.600 0v2.700zM6.600 13.500h2.800"/>`,
  call: svg`<path d="M3 2.500h2.600l1.200 3-1.600 1.200a8 8 0 0 0 4.100 4.100l1.200-1.600 3 1.200V13a1 1 0 0 1-1 1A10.500 10.500 0 0 1 2 3.500a1 1 0 0 1 1-1Z"/>`,
  change: svg`<path d="M3 8h10M9.500 4.500 13 8l-3.500 3.500"/>`,
  comment: svg`<path d="M2.500 3.500h11v7.500H8.200L5 13.500V11H2.500z"/>`,
  email: svg`<path d="M2 4.500a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zM2.300 4.500 8 8.700l5.700-4.200"/>`,
  flag: svg`<path d="M4 14V2.500h8L10.200 5.500 12 8.500H4"/>`,
  meeting: svg`<path d="M6 7.500a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600ZM1.800 13c.3-2.300 2-3.600 4.200-3.600s3.900 1.300 4.200 3.600M10.500 3.200a2.200 2.200 0 0 1 0 4M12 9.800c1.200.6 2 1.700 2.200 3.200"/>`,
  note: svg`<path d="M3 2.500h10v7.500l-3.500 3.500H3zM13 10H9.500v3.500M5.500 5.500h5M5.500 8h3"/>`,
  repeat: svg`<path d="M3 7.500V6.500a2 2 0 0 1 2-2h8M11 2.500l2 2-2 2M13 8.500v1a2 2 0 0 1-2 2H3M5 13.500l-2-2 2-2"/>`,
  task: svg`<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.500 8.200l1.800 1.800 3.300-3.600"/>`,
}

/** Decorative: the kind stands beside it in words. Kinds of other plugins get the one of changes. */
export function activityIcon(kind: string): TemplateResult {
  return iconOf(drawings[kind] ?? drawings['change'])
}
