import { createFormat, type Format } from './format.ts'
import type { Message, MessageKey, Messages } from './messages-en.ts'
import { messageOf } from './table.ts'

export type MessageValues = Readonly<Record<string, string | number>>

/** Texts and formats of one locale; each provider has its own. */
export interface Localizer {
  /** BCP 47 */
  readonly locale: string
  readonly dir: 'ltr' | 'rtl'
  readonly format: Format
  readonly t: (key: MessageKey, values?: MessageValues) => string
  /** A text that only the host can have, such as `contact.email.error.required`; undefined when it has none. */
  readonly custom: (key: string, values?: MessageValues) => string | undefined
}

/** Own table instead of @lit/localize, which can be configured once for a page and would break a host that uses it too. */
export function createLocalizer(locale: string, overrides: Messages = {}): Localizer {
  const safe = supported(locale)
  const plurals = new Intl.PluralRules(safe)
  const format = createFormat(safe)

  return {
    locale: safe,
    dir: directionOf(safe),
    format,
    t(key, values = {}) {
      const message: Message = overrides[key] ?? messageOf(key)
      return filled(chosen(message, values), values)
    },
    custom(key, values = {}) {
      const message = Object.hasOwn(overrides, key) ? overrides[key] : undefined
      return message === undefined ? undefined : filled(chosen(message, values), values)
    },
  }

  function chosen(message: Message, { count }: MessageValues): string {
    if (typeof message === 'string') return message
    const form = plurals.select(typeof count === 'number' ? count : 0)
    return message[form] ?? message.other
  }

  function filled(text: string, values: MessageValues): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      if (value === undefined) return whole
      return typeof value === 'number' ? format.number(value) : value
    })
  }
}

/** A wrong tag must not take the whole page down: `Intl` throws for one. */
function supported(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en'
  } catch {
    return 'en'
  }
}

const RTL_SCRIPTS = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

function directionOf(locale: string): 'ltr' | 'rtl' {
  return RTL_SCRIPTS.has(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr'
}
