import type { PluginContext, Records } from '@crmkit/core'

export type Context = PluginContext<'activities'>

/** A record of whatever entity; what is beyond its id is asked of the entity. */
export type AnyRecord = Readonly<Record<string, unknown>> & { readonly id: string }

/** Records of an entity that is known by its name alone: activities are about anything. */
export function recordsOf(context: Context, entity: string): Records<AnyRecord> {
  const any = context as unknown as { records(name: string): Records<AnyRecord> }
  return any.records(entity)
}

export interface About {
  readonly entity: string
  readonly recordId: string
}

/** `contact:0190…` as an activity names a record. */
export function linkOf({ entity, recordId }: About): string {
  return `${entity}:${recordId}`
}

export function aboutOf(link: string): About {
  const at = link.indexOf(':')
  return { entity: link.slice(0, at), recordId: link.slice(at + 1) }
}
