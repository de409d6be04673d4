import { cellStyles } from '../fields/cell-styles.ts'
import { adoptStyles } from './adopt-styles.ts'
import { gridStyles } from './grid-styles.ts'
import { GridView } from './grid-view.ts'
import type { ListContext } from './list-context.ts'
import { ListSource } from './list-source.ts'
import { pageSizeOf } from './page-size.ts'
import type { CrmRecordList } from './record-list.ts'

export interface RowsHost {
  readonly element: CrmRecordList
  /** Records have come, or were counted. */
  readonly loaded: (total: number | undefined) => void
  /** Others have deleted these. */
  readonly gone: (ids: readonly string[]) => void
}

/** Where the rows come from, and the grid that shows them: a chunk that is loaded while the schema comes. */
export class ListRows {
  readonly grid: GridView
  readonly #list: ListContext
  readonly #host: RowsHost
  #source: ListSource

  constructor(list: ListContext, host: RowsHost) {
    adoptStyles(host.element, [...cellStyles.flat(), gridStyles])
    this.#list = list
    this.#host = host
    this.grid = new GridView(list)
    this.#source = this.#createSource()
  }

  get source(): ListSource {
    return this.#source
  }

  /** Pages have another size. */
  replaceSource(): void {
    this.#source.stop()
    this.#source = this.#createSource()
  }

  disconnect(): void {
    this.#source.stop()
    this.grid.disconnect()
  }

  #createSource(): ListSource {
    const { element, loaded, gone } = this.#host
    return new ListSource({
      pageSize: pageSizeOf(element),
      host: {
        ...{ loaded, gone },
        changed: () => this.#list.update(),
        rowsChanged: () => this.grid.redraw(),
        failed: (error) => void this.#list.fail(error, 'list'),
        shifted: (rows) => this.grid.shift(rows),
        touched: (changes) => {
          for (const { id, changed } of changes) this.grid.flash(id, changed)
        },
      },
    })
  }
}
