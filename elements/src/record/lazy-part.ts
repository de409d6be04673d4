/**
 * A module that comes when it is first drawn with: undefined until then, and `arrived` is called when it is there. One that did not
 * come is asked for again by the next drawing.
 */
export function lazyPart<T>(
  load: () => Promise<T>,
): (arrived: () => void, failed: (error: unknown) => void) => T | undefined {
  let part: T | undefined
  let coming: Promise<T> | undefined

  return (arrived, failed) => {
    if (part) return part
    coming ??= load().finally(() => {
      coming = undefined
    })
    coming.then((loaded) => {
      part = loaded
      arrived()
    }, failed)
    return undefined
  }
}
