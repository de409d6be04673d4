/** Generated types of every plugin, added to by each plugin's `crmkit types` file; never inferred from the plugins array. */
export interface PluginRegistry {}

/** Services of every plugin, added to by hand beside their implementation: a class cannot be generated from a schema. */
export interface PluginServices {}

export type PluginName = keyof PluginRegistry & string

type Slot = 'entities' | 'extends' | 'events' | 'jobs' | 'services' | 'settings'

/** One slot of one plugin's registry entry; `{}` when the plugin has none. */
export type Of<P extends PluginName, S extends Slot> = S extends 'services'
  ? P extends keyof PluginServices
    ? PluginServices[P]
    : {}
  : S extends keyof PluginRegistry[P]
    ? PluginRegistry[P][S]
    : {}

type UnionToIntersection<U> = (U extends unknown ? (value: U) => void : never) extends (
  value: infer I,
) => void
  ? I
  : never

/** One slot of several plugins together. */
export type Merge<P extends PluginName, S extends Slot> = UnionToIntersection<
  P extends unknown ? Of<P, S> : never
>

/** A record of entity K as plugins P see it: with the fields those of them that extend K hang on it. */
export type RecordOf<P extends PluginName, K extends string> = (K extends keyof Merge<P, 'entities'>
  ? Merge<P, 'entities'>[K]
  : unknown) &
  UnionToIntersection<P extends unknown ? Sidecar<P, K> : never>

/** Null until the plugin has written something about the record; a write names only what it changes. */
type Sidecar<P extends PluginName, K extends string> = K extends keyof Of<P, 'extends'>
  ? { ext: { [N in P]?: Partial<Of<P, 'extends'>[K]> | null } }
  : {}
