/** One run of one candidate. */
export interface Measured {
  /** From data at hand to the first rows on the screen. */
  readonly firstRowsMs: number
  /** From an empty page, network included; the libraries load nothing. */
  readonly wholeMs: number
  readonly nodes: number
  readonly frameP95Ms: number
  readonly framesOver50: number
  /** To any place, until its rows are on the screen with their data. */
  readonly jumpMs: number
}
