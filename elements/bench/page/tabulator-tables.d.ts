/** As much as the bench uses; the package brings no types. */
declare module 'tabulator-tables' {
  export class TabulatorFull {
    constructor(element: HTMLElement, options: object)
  }
}
