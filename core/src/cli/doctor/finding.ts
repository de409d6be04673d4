/** One thing the doctor looked at. */
export interface Finding {
  /** What it is about: `node`, `database`, `worker`, … */
  readonly about: string
  /** `warn` may be meant so; `bad` is not. */
  readonly state: 'ok' | 'warn' | 'bad'
  readonly text: string
  /** What to do; every finding that is not ok has one. */
  readonly remedy?: string
}

export function ok(about: string, text: string): Finding {
  return { about, state: 'ok', text }
}

export function warn(about: string, text: string, remedy: string): Finding {
  return { about, state: 'warn', text, remedy }
}

export function bad(about: string, text: string, remedy: string): Finding {
  return { about, state: 'bad', text, remedy }
}

/** What a check throws is a finding too: the others still have their say. */
export async function found(
  about: string,
  remedy: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look()
  } catch (error) {
    return [bad(about, error instanceof Error ? error.message : String(error), remedy)]
  }
}
