export interface ServerEvent {
  /** Undefined when the event brought none: the last one stays. */
  readonly id: string | undefined
  readonly type: string
  readonly data: string
}

/** Server-sent events out of pieces of text (HTML Standard §9.2.6). */
export function createEventParser(emit: (event: ServerEvent) => void): {
  push(text: string): void
} {
  let rest = ''
  let endsWithReturn = false
  let id: string | undefined
  let type = ''
  let data: string[] = []

  return {
    push(text) {
      // A CR at the end of a piece and an LF at the start of the next are one line end.
      const piece = endsWithReturn && text.startsWith('\n') ? text.slice(1) : text
      if (text === '') return
      endsWithReturn = text.endsWith('\r')
      const lines = (rest + piece).split(/\r\n|\n|\r/)
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    },
  }

  function take(line: string): void {
    if (line === '') {
      dispatch()
      return
    }
    const colon = line.indexOf(':')
    // A line that starts with a colon is a comment: the heartbeat.
    if (colon === 0) return
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    else if (field === 'event') type = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  function dispatch(): void {
    if (data.length > 0 || id !== undefined) {
      emit({ id, type: data.length > 0 ? type || 'message' : '', data: data.join('\n') })
    }
    id = undefined
    type = ''
    data = []
  }
}
