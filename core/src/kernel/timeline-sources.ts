import type { RequestContext } from '../identity/request-context.ts'
import type { BoundSource } from '../timeline/read-timeline.ts'
import type { Engine } from './engine.ts'

/** What plugins add to timelines, each source with the context of its plugin. */
export async function timelineSources(
  { manifest, scopes }: Pick<Engine, 'manifest' | 'scopes'>,
  context: RequestContext,
): Promise<readonly BoundSource[]> {
  if (manifest.timeline.length === 0) return []
  const scope = await scopes.of(context)
  return manifest.timeline.map(({ plugin, name, value }) => ({
    name: `${plugin}:${name}`,
    kinds: value.kinds,
    open: context.rights.scope(value.permission) !== undefined,
    read: (record, page) => value.read(record, page, scope.contextOf(plugin)),
  }))
}
