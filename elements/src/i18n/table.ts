import { baseMessages } from './en/base.ts'
import type { Message, MessageKey } from './messages-en.ts'

const table: Record<string, Message> = { ...baseMessages }

/** An element brings its own texts along: a page with a list does not load those of a form. */
export function addMessages(...parts: readonly Readonly<Record<string, Message>>[]): void {
  Object.assign(table, ...parts)
}

/** Own text of a key; the key itself while the element that has it is not loaded. */
export function messageOf(key: MessageKey): Message {
  return table[key] ?? key
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(table, key)
}
