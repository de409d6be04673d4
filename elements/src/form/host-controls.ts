import { isEqual } from '../fields/field-path.ts'

const PREFIX = 'field-'

export interface HostControlView {
  readonly valueOf: (key: string) => unknown
  readonly nameOf: (key: string) => string
  readonly isBad: (key: string) => boolean
}

/** The host's own control of a field, in the slot `field-<key>`. */
export function hostControl(root: ParentNode, key: string): HTMLElement | undefined {
  const slot = root.querySelector<HTMLSlotElement>(`slot[name="${PREFIX}${CSS.escape(key)}"]`)
  return slot?.assignedElements()[0] as HTMLElement | undefined
}

/** Hands values, names and faults to the host's own controls. */
export function fillHostControls(root: ParentNode, view: HostControlView): void {
  for (const slot of root.querySelectorAll<HTMLSlotElement>(`slot[name^="${PREFIX}"]`)) {
    const control = slot.assignedElements()[0] as HTMLInputElement | undefined
    if (!control) continue
    const key = slot.name.slice(PREFIX.length)
    const value = view.valueOf(key) ?? ''
    if (control.type === 'checkbox') control.checked = value === true
    else if (!isEqual(control.value, value)) (control as { value: unknown }).value = value
    if (view.isBad(key)) control.setAttribute('aria-invalid', 'true')
    else control.removeAttribute('aria-invalid')
    // A label of ours cannot point out of our shadow root.
    const hasName =
      control.labels?.length || control.ariaLabel || control.getAttribute('aria-labelledby')
    if (!hasName) control.ariaLabel = view.nameOf(key)
  }
}

/** The value an event of the host's control brings; undefined when the event is of our own. */
export function hostValue(
  root: ParentNode,
  key: string,
  event: Event,
): { value: unknown } | undefined {
  const control = hostControl(root, key) as HTMLInputElement | undefined
  if (!control || !event.composedPath().includes(control)) return undefined
  const value = control.type === 'checkbox' ? control.checked : control.value
  return { value: value === '' ? null : value }
}
