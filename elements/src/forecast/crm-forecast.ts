import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'

import { CrmElement } from '../base/crm-element.ts'
import { faultOf } from '../base/errors.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { forecastMessages } from '../i18n/en/forecast.ts'
import { addMessages } from '../i18n/table.ts'
import { icon } from '../primitives/icon.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { forecastChart } from './forecast-chart.ts'
import {
  barsOf,
  currenciesOf,
  type Forecast,
  type ForecastBar,
  loadForecast,
  shownBars,
  totalOf,
} from './forecast-data.ts'
import { forecastStyles } from './forecast-styles.ts'

addMessages(forecastMessages)

/** px a bar and its month need. */
const BAR_PX = 52
/** An import is one reading, not a thousand. */
const QUIET_MS = 700

/**
 * What is likely to come in, month by month: won, weighted and open amounts of each currency apart, or all in one by the
 * stored rates. Bars for the eye, a table for everybody.
 *
 * @tag crm-forecast
 * @slot title - In place of the heading.
 * @slot actions - After the buttons.
 * @slot empty - In place of the text where there is nothing.
 * @csspart base - All of it.
 * @csspart plot - The chart.
 * @csspart bar - A month.
 * @csspart legend - What the patterns stand for.
 * @csspart table - The same as a table.
 * @fires crm-load {count} - The forecast is there: so many months.
 * @fires crm-datapoint-select {month, value, filter} - A month was chosen; the filter finds its open deals.
 * @fires crm-error {code, status, message, requestId, retryable, source} - It could not be loaded.
 */
export class CrmForecast extends CrmElement {
  static override styles = forecastStyles
  static override properties: PropertyDeclarations = {
    ...CrmElement.properties,
    currency: {},
    mode: { reflect: true },
    filter: { attribute: false },
  }

  /** ISO 4217 code to convert everything to; default: each currency by itself. */
  declare currency: string | undefined
  /** `chart` (default) or `table`. */
  declare mode: 'chart' | 'table'
  /** Deals to count: a filter document, as a list takes it. */
  declare filter: object | undefined

  #forecast: Forecast | undefined
  #fault: unknown
  #chosen: string | undefined
  #active: number | undefined
  #width = 640
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #observed: Element | undefined
  readonly #resize =
    typeof ResizeObserver === 'undefined'
      ? undefined
      : new ResizeObserver(([entry]) => {
          const width = Math.floor(entry?.contentRect.width ?? 0)
          if (width === 0 || width === this.#width) return
          this.#width = width
          this.requestUpdate()
        })

  constructor() {
    super()
    this.mode = 'chart'
  }

  /** Reads it again. */
  refresh(): void {
    if (this.crm) this.#load(this.crm)
  }

  protected override clientChanged(crm: CrmClient): void {
    this.#stop?.()
    const soon = (): void => this.#loadSoon()
    this.#stop = crm.live.subscribe(['deal', 'stage'], { changes: soon, reset: soon })
    this.#load(crm)
  }

  protected override reconnected(): void {
    this.refresh()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#stop?.()
    this.#stop = undefined
    this.#resize?.disconnect()
    this.#observed = undefined
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    if (this.hasUpdated && (changed.has('filter') || changed.has('currency'))) this.refresh()
    this.setState('loading', !this.#forecast && this.#fault === undefined && !!this.crm)
    this.setState('error', this.#fault !== undefined)
    this.setState('empty', this.#forecast?.data.length === 0)
  }

  protected override updated(): void {
    const place = this.renderRoot.querySelector('.plot-place') ?? undefined
    if (place && place !== this.#observed && this.isConnected) this.#resize?.observe(place)
    this.#observed = this.isConnected ? place : undefined
  }

  protected override render(): TemplateResult {
    return html`<section part="base" class="base" aria-label=${this.t('forecast.label')}>
      ${this.providerMissing ? nothing : this.#content()}
    </section>`
  }

  #content(): unknown {
    const { localizer } = this
    if (this.#fault !== undefined && !this.#forecast)
      return errorPanel(faultOf(this.#fault, 'forecast'), {
        localizer,
        onRetry: () => this.refresh(),
      })
    if (!this.#forecast) return html`<div class="loading">${skeleton(6)}</div>`
    const { currency } = this
    const currencies = currency ? [currency] : currenciesOf(this.#forecast)
    const [first] = currencies
    if (first === undefined || this.#forecast.data.length === 0)
      return html`<slot name="empty"
        >${emptyPanel({ icon: 'briefcase', title: this.t('forecast.empty'), text: this.t('forecast.emptyHint') })}</slot
      >`
    const chosen =
      this.#chosen !== undefined && currencies.includes(this.#chosen) ? this.#chosen : first
    const bars = barsOf(this.#forecast, chosen)
    return html`${this.#head(currencies, chosen)} ${this.#figures(bars, chosen)}
    ${this.mode === 'table' ? this.#table(bars, chosen) : this.#chart(bars, chosen)}
    ${this.#rates()}`
  }

  #head(currencies: readonly string[], chosen: string): TemplateResult {
    const isTable = this.mode === 'table'
    return html`<header class="head">
      <slot name="title"><h2>${this.t('forecast.label')}</h2></slot>
      <span class="spacer"></span>
      ${
        currencies.length < 2
          ? nothing
          : html`<select
              class="input currency"
              aria-label=${this.t('forecast.currency')}
              @change=${(event: Event) => {
                this.#chosen = (event.target as HTMLSelectElement).value
                this.#active = undefined
                this.requestUpdate()
              }}
            >
              ${currencies.map(
                (one) => html`<option value=${one} ?selected=${one === chosen}>${one}</option>`,
              )}
            </select>`
      }
      <button
        type="button"
        class="button ghost"
        aria-pressed=${String(isTable)}
        @click=${() => {
          this.mode = isTable ? 'chart' : 'table'
        }}
      >
        ${icon('table')}${this.t('forecast.table')}
      </button>
      <slot name="actions"></slot>
    </header>`
  }

  /** Of the bars together; they are the legend too. */
  #figures(bars: readonly ForecastBar[], currency: string): TemplateResult {
    const total = totalOf(bars)
    const of = [
      ['weighted', total.weighted],
      ['open', total.amount],
      ['won', total.won],
    ] as const
    return html`<dl class="figures" part="legend">
      ${of.map(
        ([name, value]) =>
          html`<div>
            <dt>
              <span class="swatch ${name}" aria-hidden="true"></span>${this.t(`forecast.${name}`)}
            </dt>
            <dd>${this.format.money(value, currency)}</dd>
          </div>`,
      )}
    </dl>`
  }

  #chart(all: readonly ForecastBar[], currency: string): TemplateResult {
    const today = new Date().toISOString().slice(0, 10)
    const bars = shownBars(all, today, Math.floor((this.#width - 66) / BAR_PX))
    const now = bars.findIndex(({ month }) => month === today.slice(0, 7))
    const active = Math.min(this.#active ?? Math.max(0, now), bars.length - 1)
    const bar = bars[active]
    return html`<div class="plot-place">
        ${forecastChart({
          bars,
          currency,
          locale: this.localizer.locale,
          width: this.#width,
          isRtl: this.matches(':dir(rtl)'),
          active,
          t: (key, values) => this.t(key, values),
          money: (minor) => this.format.money(minor, currency),
          monthName: (month, style) => this.#monthName(month, style),
          today,
          onFocus: (index) => {
            this.#active = index
            this.requestUpdate()
          },
          onSelect: (index) => this.#select(bars[index]),
        })}
      </div>
      ${
        bar
          ? html`<p class="reading" aria-hidden="true">
              <b>${this.#monthName(bar.month, 'long')}</b>
              <span
                >${this.t('forecast.weighted')}
                <b>${this.format.money(bar.weighted, currency)}</b></span
              >
              <span
                >${this.t('forecast.open')} <b>${this.format.money(bar.amount, currency)}</b></span
              >
              <span>${this.t('forecast.won')} <b>${this.format.money(bar.won, currency)}</b></span>
            </p>`
          : nothing
      }`
  }

  #table(bars: readonly ForecastBar[], currency: string): TemplateResult {
    const { format } = this
    const cells = ({ openCount, amount, weighted, won }: ForecastBar): TemplateResult =>
      html`<td>${format.number(openCount)}</td>
        <td>${format.money(amount, currency)}</td>
        <td>${format.money(weighted, currency)}</td>
        <td>${format.money(won, currency)}</td>`
    return html`<div
      class="table-place"
      tabindex="0"
      role="group"
      aria-label=${this.t('forecast.label')}
    >
      <table part="table">
        <thead>
          <tr>
            ${(['month', 'deals', 'open', 'weighted', 'won'] as const).map(
              (key) => html`<th scope="col">${this.t(`forecast.${key}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${bars.map(
            (bar) =>
              html`<tr>
                <th scope="row">${this.#monthName(bar.month, 'long')}</th>
                ${cells(bar)}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${this.t('forecast.total')}</th>
            ${cells(totalOf(bars))}
          </tr>
        </tfoot>
      </table>
    </div>`
  }

  #rates(): TemplateResult | typeof nothing {
    const { conversion } = this.#forecast ?? {}
    if (!conversion) return nothing
    const { currency, on } = conversion
    return html`<p class="rates">
      ${this.t('forecast.converted', { currency })}.
      ${this.t('forecast.rates', { on: this.format.date(on) })}
    </p>`
  }

  #monthName(month: string | null, style: 'short' | 'long'): string {
    if (month === null) return this.t('forecast.noMonth')
    const isJanuary = month.endsWith('-01')
    const year = style === 'long' ? 'numeric' : isJanuary ? '2-digit' : undefined
    const options: Intl.DateTimeFormatOptions = { month: style, timeZone: 'UTC', year }
    return new Intl.DateTimeFormat(this.localizer.locale, options).format(Date.parse(`${month}-01`))
  }

  #select(bar: ForecastBar | undefined): void {
    if (!bar) return
    const { month, weighted } = bar
    const last = month && new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0))
    const date = last
      ? { between: [`${String(month)}-01`, last.toISOString().slice(0, 10)] }
      : { isNull: true }
    this.emit('crm-datapoint-select', {
      month,
      value: weighted,
      filter: { outcome: 'open', expectedCloseOn: date },
    })
  }

  #loadSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.refresh(), QUIET_MS)
  }

  #load(crm: CrmClient): void {
    const { signal, filter, currency } = this
    const isOver = (): boolean =>
      signal.aborted || filter !== this.filter || currency !== this.currency
    loadForecast(crm, { filter, currency }, signal).then(
      (forecast) => {
        if (isOver()) return
        this.#forecast = forecast
        this.#fault = undefined
        this.emit('crm-load', { count: forecast.data.length })
        this.requestUpdate()
      },
      (error: unknown) => {
        if (isOver()) return
        this.#fault = error
        this.fail(error, 'forecast')
        this.requestUpdate()
      },
    )
  }
}
