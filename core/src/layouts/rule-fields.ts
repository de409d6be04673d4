/** The fields a checked filter document names. */
export function filteredFields(filter: unknown): string[] {
  return Object.entries(filter as Readonly<Record<string, unknown>>).flatMap(([key, value]) => {
    if (key === 'and' || key === 'or') return (value as readonly unknown[]).flatMap(filteredFields)
    return key === 'not' ? filteredFields(value) : [key]
  })
}
