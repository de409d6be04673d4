import { adoptStyles } from './adopt-styles.ts'
import type { GridView } from './grid-view.ts'
import type { ListContext } from './list-context.ts'
import type { ListTools, ToolsHost } from './list-tools.ts'

/**
 * What a list loads after itself: rows and cells while the schema comes; menus, panels and editing when the rows stand, or when
 * somebody wants them.
 */
export class ListChunks {
  readonly #list: ListContext
  readonly #host: ToolsHost
  #grid: GridView | undefined
  #loadingGrid: Promise<GridView> | undefined
  #tools: ListTools | undefined
  #loadingTools: Promise<ListTools> | undefined

  constructor(list: ListContext, host: ToolsHost) {
    this.#list = list
    this.#host = host
  }

  get grid(): GridView | undefined {
    return this.#grid
  }

  get tools(): ListTools | undefined {
    return this.#tools
  }

  loadGrid(): Promise<GridView> {
    this.#loadingGrid ??= import('./grid-view.ts').then(
      (module) => {
        adoptStyles(this.#host.element, module.cellAndGridStyles)
        this.#grid = new module.GridView(this.#list)
        return this.#grid
      },
      (error: unknown) => {
        this.#loadingGrid = undefined
        throw error
      },
    )
    return this.#loadingGrid
  }

  /** Does it with the tools, at once or when they have come. */
  withTools(work: (tools: ListTools) => void): void {
    if (this.#tools) work(this.#tools)
    else
      this.#loadTools().then(work, (error: unknown) => {
        // The page is older than what the server has now: its chunks are gone.
        this.#list.fail(error, 'load')
      })
  }

  #loadTools(): Promise<ListTools> {
    this.#loadingTools ??= Promise.all([import('./list-tools.ts'), this.loadGrid()]).then(
      ([{ ListTools: Tools }, grid]) => {
        this.#tools = new Tools(this.#list, grid, this.#host)
        this.#list.update()
        return this.#tools
      },
      (error: unknown) => {
        this.#loadingTools = undefined
        throw error
      },
    )
    return this.#loadingTools
  }
}
