import { TestEnvironment } from 'jest-environment-node'

const shared = [
  ...['Object', 'Function', 'Array', 'Promise', 'Date', 'RegExp', 'Map', 'Set'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError'],
] as const

/**
 * Jest runs each test file in a vm context with its own `Error`, `Object`, …, while what Node
 * makes (a failed `connect`, a `fetch` body, a `structuredClone`) has the outer ones. There
 * `error instanceof Error` is false where it is true in production; here it is true again.
 */
export default class RealmEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup()
    for (const name of shared) acceptOuterInstances(this.global[name], globalThis[name])
  }
}

function acceptOuterInstances(inner: object, outer: object): void {
  const isInstance = Function.prototype[Symbol.hasInstance]
  Object.defineProperty(inner, Symbol.hasInstance, {
    // Subclasses inherit this method: only the builtin itself may look outside.
    value(this: object, value: unknown): boolean {
      return isInstance.call(this, value) || (this === inner && isInstance.call(outer, value))
    },
  })
}
