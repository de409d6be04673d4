export interface Following {
  readonly signal: AbortSignal
  readonly move: (event: PointerEvent) => void
  /** Let go; undefined: taken away, or Escape was pressed. */
  readonly end: (event: PointerEvent | undefined) => void
  /** Escape is for us. */
  readonly isUnderWay: () => boolean
}

/** Follows a pressed pointer until its end; gives the function that stops it. On the window: a quick one leaves what it pressed. */
export function followPointer(
  { pointerId }: PointerEvent,
  { signal, move, end, isUnderWay }: Following,
): () => void {
  const own = new AbortController()
  const options = { signal: AbortSignal.any([own.signal, signal]) }
  const finish = (event?: PointerEvent): void => {
    own.abort()
    end(event)
  }
  const ours =
    (work: (event: PointerEvent) => void) =>
    (event: PointerEvent): void => {
      if (event.pointerId === pointerId) work(event)
    }
  addEventListener('pointermove', ours(move), options)
  addEventListener('pointerup', ours(finish), options)
  addEventListener(
    'pointercancel',
    ours(() => finish()),
    options,
  )
  addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !isUnderWay()) return
      event.preventDefault()
      event.stopPropagation()
      finish()
    },
    { ...options, capture: true },
  )
  return finish
}

/** The press that ends a drag is no click. It comes in this task or not at all. */
export function swallowClick(): void {
  const own = new AbortController()
  const swallow = (event: Event): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  addEventListener('click', swallow, { capture: true, signal: own.signal })
  setTimeout(() => own.abort(), 0)
}
