import { isCrmError, type PluginContext } from '@crmkit/core'

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
  const wanted = new Map<string, string>()
  for (const name of names) {
    const key = tagKey(name)
    if (key && !wanted.has(key)) wanted.set(key, tagName(name))
  }
  const found = await existing([...wanted.keys()], context)
  const ids: string[] = []
  for (const [key, name] of wanted) {
    ids.push((found.get(key) ?? (await create(key, name, context))).id)
  }
  return ids
}

/**
 * Somebody else may make the same tag after our look. A savepoint keeps the open transaction usable then. No upsert: whoever may
 * make tags need not have the right to change them.
 */
async function create(key: string, name: string, context: PluginContext<'contacts'>): Promise<Tag> {
  try {
    return await context.transaction(() => context.records('tag').create({ name }))
  } catch (error) {
    if (!isCrmError(error) || error.code !== 'UNIQUE_TAKEN') throw error
    const tag = (await existing([key], context)).get(key)
    if (!tag) throw error
    return tag
  }
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
