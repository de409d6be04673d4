import type { PluginContext } from '@crmkit/core'

import type { Tag } from '../types.generated.ts'
import { tagKey, tagName } from './complete-tag.ts'

/** The tags of a tenant by name, for other plugins and for imports. */
export interface TagsService {
  /** Ids of the tags of these names in the order given, doubles left out; a name no tag has yet becomes one. */
  ensure(names: readonly string[]): Promise<readonly string[]>
}

export function createTagsService(context: PluginContext<'contacts'>): TagsService {
  return { ensure: (names) => ensure(names, context) }
}

async function ensure(
  names: readonly string[],
  context: PluginContext<'contacts'>,
): Promise<readonly string[]> {
  const wanted = new Map(names.filter((name) => name.trim()).map((name) => [tagKey(name), name]))
  const found = await existing([...wanted.keys()], context)
  const ids: string[] = []
  for (const [key, name] of wanted) {
    // An upsert, not a create: somebody else may make the same tag between the look and this line.
    const tag =
      found.get(key) ??
      (await context.records('tag').upsert('nameKey', key, { name: tagName(name) }))
    ids.push(tag.id)
  }
  return ids
}

async function existing(
  keys: readonly string[],
  context: PluginContext<'contacts'>,
): Promise<ReadonlyMap<string, Tag>> {
  const tags = new Map<string, Tag>()
  // 200 is the largest page of a list.
  for (let at = 0; at < keys.length; at += 200) {
    const filter = { nameKey: { in: keys.slice(at, at + 200) } }
    const page = await context.records('tag').list({ filter, limit: 200 })
    for (const tag of page.data) tags.set(tag.nameKey ?? '', tag)
  }
  return tags
}
