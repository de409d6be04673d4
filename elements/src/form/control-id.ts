/** Id of a field's control in the shadow root of its form. */
export function controlId(key: string): string {
  return `field-${key.replace(/\W/g, '-')}`
}
