import type { ListContext } from './list-context.ts'
import type { ListRows, RowsHost } from './list-rows.ts'
import type { ListTools, ToolsHost } from './list-tools.ts'

/**
 * What a list loads after itself: its rows while the schema comes; menus, panels and editing when the rows stand, or when
 * somebody wants them.
 */
export class ListChunks {
  readonly #list: ListContext
  readonly #host: RowsHost & ToolsHost
  #rows: ListRows | undefined
  #loadingRows: Promise<ListRows> | undefined
  #tools: ListTools | undefined
  #loadingTools: Promise<ListTools> | undefined

  constructor(list: ListContext, host: RowsHost & ToolsHost) {
    this.#list = list
    this.#host = host
  }

  get rows(): ListRows | undefined {
    return this.#rows
  }

  get tools(): ListTools | undefined {
    return this.#tools
  }

  loadRows(): Promise<ListRows> {
    this.#loadingRows ??= import('./list-rows.ts').then(
      ({ ListRows: Rows }) => (this.#rows = new Rows(this.#list, this.#host)),
      (error: unknown) => {
        this.#loadingRows = undefined
        throw error
      },
    )
    return this.#loadingRows
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
    this.#loadingTools ??= Promise.all([import('./list-tools.ts'), this.loadRows()]).then(
      ([{ ListTools: Tools }, { grid }]) => {
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
