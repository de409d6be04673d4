/** Place of a hook among others of the same kind, by ids; an unknown id is fine, a cycle is a boot error. */
export interface HookOrder {
  /** `<plugin>.<name>`; needed to be named by others. */
  readonly id?: string
  readonly before?: readonly string[]
  readonly after?: readonly string[]
}

/**
 * Handles one record, or many at once: `runMany` gets the one record of a request, and up to 2,000 of an import. It reads what it needs in
 * one statement for all of them. Records of one call do not see each other in the database: a before-hook runs before any of them is
 * written, an after-hook when all are. Where every hook of an entity takes many, an import of it is written in sets; one hook that takes
 * single records makes it go record by record.
 */
export type Hook<Event, C> =
  | ((event: Event, context: C) => void | Promise<void>)
  | (HookOrder & { run(event: Event, context: C): void | Promise<void> })
  | (HookOrder & {
      runMany(events: readonly OneOfMany<Event>[], context: C): void | Promise<void>
    })

export type OneOfMany<Event> = Event & {
  /**
   * Refuses this record and leaves the others; what the hook throws refuses them all. Nothing stays of what hooks have written: those
   * that remain go through them anew.
   */
  readonly refuse: (error: Error) => void
}

/**
 * Hooks of an entity. All but `complete` run inside the transaction; each may refuse (throw) or complete (change `data`), nothing else.
 *
 * @typeParam T the record. @typeParam C what the kernel hands a hook.
 */
export interface EntityHooks<T, C> {
  /**
   * Completes or normalises the input before it is checked: pure, no I/O. Runs on create, and on an update that touches one of `fields`;
   * such an update reads the record first, others stay one statement.
   */
  readonly complete?: CompleteHook<T>
  readonly beforeCreate?: Hook<{ data: Partial<T> }, C>
  readonly beforeUpdate?: Hook<{ readonly before: T; data: Partial<T> }, C>
  readonly beforeDelete?: Hook<{ readonly before: T }, C>
  readonly afterCreate?: Hook<{ readonly record: T }, C>
  readonly afterUpdate?: Hook<
    { readonly before: T; readonly record: T; readonly changed: readonly string[] },
    C
  >
  readonly afterDelete?: Hook<{ readonly before: T }, C>
}

export interface CompleteHook<T> {
  readonly fields: readonly (keyof T & string)[]
  /** Changes `data` in place. `before` is undefined on create. */
  run(data: Partial<T>, before: T | undefined): void
}
