export interface BeforeDetail {
  /** The host decides later: `false` or a rejection stops the action, anything else lets it go on. */
  respondWith(answer: unknown): void
}

export interface BeforeAnswer {
  readonly proceed: boolean
  /** What the host gave to `respondWith`. */
  readonly answer?: unknown
}

/** Data events bubble and cross shadow roots; a host may listen anywhere above. */
export function dispatch<D>(
  target: EventTarget,
  type: string,
  detail: D,
  { cancelable = false }: { cancelable?: boolean } = {},
): boolean {
  return target.dispatchEvent(
    new CustomEvent<D>(type, { detail, bubbles: true, composed: true, cancelable }),
  )
}

/** Asks the host before something happens: prevented, answered later, or let pass. */
export async function askBefore<D extends object>(
  target: EventTarget,
  verb: string,
  detail: D,
): Promise<BeforeAnswer> {
  let given: { answer: unknown } | undefined
  const event = { ...detail, respondWith: (answer: unknown) => void (given = { answer }) }
  const allowed = dispatch(target, `crm-before-${verb}`, event, { cancelable: true })
  if (!given) return { proceed: allowed }
  const answer = await given.answer
  return { proceed: answer !== false, answer }
}
