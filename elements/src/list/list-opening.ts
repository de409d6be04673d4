import type { CrmClient } from '../client/crm-client.ts'
import type { EarlyPage } from './ask-page.ts'
import { columnsKey, keepColumns, keptColumns } from './kept-columns.ts'
import type { ListCore } from './list-core.ts'
import { pageSizeOf } from './page-size.ts'
import { drawnOf, isSameRows, pageQuery, type SourceQuery, sourceQuery } from './source-query.ts'

/** From the name of an entity to its rows: its schema and its views, then the question they make. */
export class ListOpening {
  readonly #core: ListCore
  /** Why the schema could not be read; the source knows its own faults. */
  #fault: unknown
  #asked: SourceQuery | undefined
  /** What was asked beside the schema; it may turn out to be another question. */
  #early: EarlyPage | undefined
  #stopSchemas: (() => void) | undefined

  constructor(core: ListCore) {
    this.#core = core
  }

  get fault(): unknown {
    return this.#fault
  }

  /** Reads the schema and the views; the next update then asks for the records. */
  begin(): void {
    const { element, crm, signal, arrangement, chunks } = this.#core
    const { entity } = element
    if (!crm || entity === '' || !element.isConnected) return
    this.#stopSchemas?.()
    this.#stopSchemas = crm.onSchemaChange((names) => {
      if (names.includes(element.entity)) void this.#schemaChanged(crm)
    })
    this.#fault = undefined
    this.#asked = undefined
    this.#early = this.#askEarly(crm)
    const isWanted = element.view !== undefined || element.hide?.includes('views') !== true
    const loadViews = isWanted ? arrangement.views.load(crm, entity) : Promise.resolve()
    // A refusal of a client that was since replaced, when the page named its session later, is nobody's.
    const isOver = (): boolean =>
      signal.aborted || crm !== this.#core.crm || entity !== element.entity
    // A list without views is a list.
    Promise.all([crm.entity(entity), loadViews.catch(() => undefined), chunks.loadRows()]).then(
      ([info]) => {
        if (isOver()) return
        this.#core.open(info)
        element.requestUpdate()
      },
      (error: unknown) => {
        if (isOver()) return
        this.#fault = error
        this.#core.fail(error, 'list')
        element.requestUpdate()
      },
    )
    element.requestUpdate()
  }

  /** Asks for the records when the question is another one. */
  ask(): void {
    const { element, crm, arrangement, chunks } = this.#core
    const { rows } = chunks
    const { info, request, shown } = arrangement
    if (!crm || !rows || !element.isConnected || this.#fault) return
    if (info?.name !== element.entity) return
    const query = sourceQuery(info.name, request, element.scope, drawnOf(info, shown))
    if (JSON.stringify(query) === JSON.stringify(this.#asked)) return
    const isSame = isSameRows(this.#asked, query)
    if (!this.#asked) this.#keep(crm, info.plural, query)
    this.#asked = query
    if (!isSame) this.#core.countIsNews()
    rows.source.start(crm, query, isSame ? rows.grid.range : undefined, this.#early)
    this.#early = undefined
    if (!isSame && element.hasUpdated) rows.grid.scrollToTop()
  }

  /** With the columns of the last time. What opens with a saved view is not known before the view is. */
  #askEarly(crm: CrmClient): EarlyPage | undefined {
    const { element, arrangement, signal } = this.#core
    const { entity, scope, view } = element
    if (view !== undefined || crm.peekEntity(entity)) return undefined
    const kept = keptColumns(columnsKey(crm.apiUrl, element))
    if (!kept) return undefined
    const question = sourceQuery(entity, arrangement.hostRequest, scope, kept)
    const query = pageQuery(question, pageSizeOf(element))
    const answer = crm.list(entity, query, { signal, plural: kept.plural })
    // Refused, it is asked again once the schema is there.
    answer.catch(() => undefined)
    return { query, answer }
  }

  #keep(crm: CrmClient, plural: string, { fields, include }: SourceQuery): void {
    const { element, arrangement } = this.#core
    const isPlain = arrangement.views.active === undefined
    const key = columnsKey(crm.apiUrl, element)
    keepColumns(key, isPlain ? { plural, fields, include } : undefined)
  }

  /** The same question is asked again. */
  forget(): void {
    this.#asked = undefined
  }

  stop(): void {
    this.#stopSchemas?.()
    this.#stopSchemas = undefined
    this.#asked = undefined
  }

  async #schemaChanged(crm: CrmClient): Promise<void> {
    const { element, arrangement } = this.#core
    const info = await crm.entity(element.entity)
    if (crm !== this.#core.crm || info.name !== arrangement.info?.name) return
    arrangement.schemaChanged(info)
    this.#asked = undefined
    element.requestUpdate()
  }
}
