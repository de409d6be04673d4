/**
 * Hotkey libraries of the host listen at the document, where the target of our event is our host element: they do not see that
 * the user is typing and fire (react-hotkeys-hook#1161). Keys that write text therefore end at the element.
 */
export function keepTypedKeys(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey) return
  const isText = event.key.length === 1 || ['Backspace', 'Delete', 'Enter'].includes(event.key)
  if (isText && isEditable(event.composedPath()[0])) event.stopPropagation()
}

/** Inputs that take no text. */
const NO_TEXT = new Set('button checkbox color file image radio range reset submit'.split(' '))

export function isEditable(target: EventTarget | undefined): boolean {
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type)
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
