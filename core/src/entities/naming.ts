/** `firstName` → `first_name`. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/-/g, '_')
}

/** `contact-list` → `contactList`. */
export function camelCase(name: string): string {
  return name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** `contact` → `Contact`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name)
  return camel.charAt(0).toUpperCase() + camel.slice(1)
}

/** `firstName` → `First name`: the label of a property that states none. */
export function labelOf(key: string): string {
  const words = snakeCase(key).replace(/_id$/, '').replace(/_/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `contact` → `a contact`, `affiliation` → `an affiliation`; a `user` begins with a sound no vowel has. */
export function withArticle(noun: string): string {
  return `${/^(?!u(?:s|ni))[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`
}
