import type { BoardTools } from './board-tools.ts'

type Make = (module: typeof import('./board-tools.ts')) => BoardTools

/** Fetches what a board that is only looked at does without, once the board stands or somebody asks for it. */
export class ToolsLoader {
  /** Undefined until they have come. */
  now: BoardTools | undefined
  readonly #make: Make
  readonly #failed: (error: unknown) => void
  #loading: Promise<BoardTools> | undefined

  constructor(make: Make, failed: (error: unknown) => void) {
    this.#make = make
    this.#failed = failed
  }

  /** Does it when they are there. */
  use(work: (tools: BoardTools) => unknown = () => undefined): void {
    if (this.now) work(this.now)
    else this.load().then(work, this.#failed)
  }

  load(): Promise<BoardTools> {
    this.#loading ??= import('./board-tools.ts').then(
      (module) => (this.now = this.#make(module)),
      (error: unknown) => {
        // The next one who asks tries again.
        this.#loading = undefined
        throw error
      },
    )
    return this.#loading
  }
}
