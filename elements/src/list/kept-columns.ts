/** What is asked of a list's records, under their name in addresses: known from the schema alone. */
export interface KeptColumns {
  readonly plural: string
  readonly fields: readonly string[]
  readonly include: readonly string[]
}

/** What the host has set decides them: the same list, the same columns. */
export function columnsKey(
  apiUrl: string,
  { entity, fields, columns }: { entity: string; fields: unknown; columns: unknown },
): string {
  return `crm-list ${JSON.stringify([apiUrl, entity, fields, columns])}`
}

/**
 * As they were when the list was last opened in this tab: its records can then be asked for beside the schema, a round trip
 * earlier. Filters and what else a person has written are not kept.
 */
export function keptColumns(key: string): KeptColumns | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as KeptColumns)
  } catch {
    // A page without storage asks for the schema first.
    return undefined
  }
}

export function keepColumns(key: string, columns: KeptColumns | undefined): void {
  try {
    if (columns) sessionStorage.setItem(key, JSON.stringify(columns))
    else sessionStorage.removeItem(key)
  } catch {
    // As above.
  }
}
