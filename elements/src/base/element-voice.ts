import type { Localizer } from '../i18n/localizer.ts'
import type { Politeness } from './announce.ts'
import type { Notice } from './context.ts'
import type { BeforeAnswer } from './events.ts'

/** What parts of an element that live in files of their own say in its name. */
export interface ElementVoice {
  readonly localizer: () => Localizer
  /** Aborted when the element leaves the page. */
  readonly signal: () => AbortSignal
  /** `crm-<name>`; false when a listener prevented it. */
  emit<D>(type: `crm-${string}`, detail: D, options?: { readonly cancelable?: boolean }): boolean
  /** `crm-before-<verb>`: asks the host whether to go on. */
  askHost<D extends object>(verb: string, detail: D): Promise<BeforeAnswer>
  announce(text: string, how?: Politeness): void
  notify(notice: Notice): void
  /** Tells `crm-error`; false when the host shows it itself. */
  fail(error: unknown, source: string): boolean
}
