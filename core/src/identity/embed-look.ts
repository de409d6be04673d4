import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A look into the database for what a process does not know yet but another may have written a moment ago. Every answer comes
 * from a read that began after the question; questions that come meanwhile share one read, and reads are `pauseMs` apart, so
 * that made-up questions cost the database no more than so many reads a second.
 */
export function createSharedLook<Answer>(
  read: (asked: readonly string[]) => Promise<Answer>,
  pauseMs: number,
): (asked: string) => Promise<Answer> {
  let waiting: { readonly asked: Set<string>; readonly answer: Promise<Answer> } | undefined
  let earliest = 0

  return (question) => {
    waiting ??= begin()
    waiting.asked.add(question)
    return waiting.answer
  }

  function begin(): NonNullable<typeof waiting> {
    const asked = new Set<string>()
    return { asked, answer: look(asked) }
  }

  async function look(asked: ReadonlySet<string>): Promise<Answer> {
    // At least a turn of the event loop, so that `waiting` is set before it is taken away again.
    await sleep(Math.max(0, earliest - performance.now()))
    earliest = performance.now() + pauseMs
    waiting = undefined
    return read([...asked])
  }
}
