/** A sleep that can be cut short; a ring while nobody sleeps is kept for the next one. */
export interface Alarm {
  ring(): void
  /** True when it was rung. */
  wait(ms: number): Promise<boolean>
}

export function createAlarm(): Alarm {
  let rung = false
  let wakeUp: (() => void) | undefined
  return {
    ring() {
      rung = true
      wakeUp?.()
    },
    async wait(ms) {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      const wasRung = rung
      rung = false
      wakeUp = undefined
      return wasRung
    },
  }
}
