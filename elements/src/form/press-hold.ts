/** Holds drawings back while a pointer is pressed. */
export interface PressHold {
  readonly pressed: () => void
  readonly redraw: () => void
}

/**
 * Nothing moves under a pressed pointer: who presses a button leaves a control, whose fault takes a line, and the button
 * would not be under the pointer any more when it is let go. The browser then makes no click of it.
 */
export function createPressHold(draw: () => void): PressHold {
  let isPressed = false

  return {
    pressed() {
      isPressed = true
      for (const end of ['pointerup', 'pointercancel'])
        addEventListener(end, released, { capture: true })
    },
    redraw() {
      if (!isPressed) draw()
    },
  }

  function released(): void {
    for (const end of ['pointerup', 'pointercancel'])
      removeEventListener(end, released, { capture: true })
    // After the click, which comes in the same task or the next.
    setTimeout(() => {
      isPressed = false
      draw()
    })
  }
}
