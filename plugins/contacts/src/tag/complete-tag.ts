import type { CompleteHook } from '@crmkit/core'

import type { Tag } from '../types.generated.ts'

/** One spelling a tag: `nameKey` is what the unique index compares, `name` stays as it was typed first. */
export const completeTag: CompleteHook<Tag> = {
  fields: ['name'],
  run(data) {
    if (typeof data.name !== 'string') return
    data.name = tagName(data.name)
    data.nameKey = tagKey(data.name)
  },
}

export function tagName(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ')
}

/** Compatibility forms are folded as well, so that `①` and `1` or full-width letters are not two tags. */
export function tagKey(text: string): string {
  return tagName(text.normalize('NFKC')).toLowerCase()
}
