import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit'

import { shortMoney } from '../board/short-format.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { type ForecastBar, ticksOf } from './forecast-data.ts'

export interface ChartArgs {
  readonly bars: readonly ForecastBar[]
  readonly currency: string
  readonly locale: string
  /** px */
  readonly width: number
  readonly isRtl: boolean
  readonly active: number
  readonly t: (key: MessageKey, values?: MessageValues) => string
  readonly money: (minor: number) => string
  readonly monthName: (month: string | null, style: 'short' | 'long') => string
  readonly today: string
  readonly onFocus: (index: number) => void
  readonly onSelect: (index: number) => void
}

/** px */
const [HEIGHT, TOP, BOTTOM, AXIS, WIDEST] = [250, 14, 30, 58, 44]

/** Bars of two stacked parts, won below and weighted above, within the outline of all that is open: told apart by pattern as well as colour. */
export function forecastChart(args: ChartArgs): TemplateResult {
  const { bars, width, t, isRtl } = args
  const most = Math.max(...bars.map(({ won, amount }) => won + amount), 0)
  const ticks = ticksOf(most)
  const top = ticks.at(-1) ?? 1
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP)
  const step = (width - AXIS - 8) / Math.max(1, bars.length)
  const x = (index: number): number => {
    const at = AXIS + (index + 0.5) * step
    return isRtl ? width - at : at
  }
  return html`<svg
    class="plot"
    part="plot"
    role="group"
    aria-label=${`${t('forecast.label')}. ${t('forecast.hint')}`}
    width=${width}
    height=${HEIGHT}
    viewBox=${`0 0 ${width} ${HEIGHT}`}
    @keydown=${(event: KeyboardEvent) => chartKeys(event, args)}
  >
    <defs>
      <pattern
        id="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hatch-ground" width="6" height="6" />
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
      </pattern>
    </defs>
    ${ticks.map((tick) => gridLine(args, y(tick), tick))}
    ${bars.map((bar, index) => barGroup(args, bar, index, { x: x(index), y, width: Math.min(WIDEST, step * 0.62), step }))}
  </svg>`
}

function gridLine(
  { width, locale, currency, isRtl }: ChartArgs,
  at: number,
  tick: number,
): SVGTemplateResult {
  const [from, to] = isRtl ? [8, width - AXIS] : [AXIS, width - 8]
  return svg`<line class="gridline" x1=${from} x2=${to} y1=${at} y2=${at} />
    <text class="axis" aria-hidden="true" x=${isRtl ? width - AXIS + 10 : AXIS - 10} y=${at + 4} text-anchor=${isRtl ? 'start' : 'end'}>${shortMoney(locale, tick, currency)}</text>`
}

function barGroup(
  args: ChartArgs,
  bar: ForecastBar,
  index: number,
  at: { x: number; y: (value: number) => number; width: number; step: number },
): SVGTemplateResult {
  const { t, money, monthName, active, today } = args
  const { won, weighted, amount, month } = bar
  const label = t('forecast.bar', {
    month: monthName(month, 'long'),
    won: money(won),
    weighted: money(weighted),
    open: money(amount),
  })
  const left = at.x - at.width / 2
  const base = at.y(0)
  const part = (name: string, from: number, to: number): SVGTemplateResult | typeof nothing =>
    to <= from
      ? nothing
      : svg`<rect class=${name} x=${left} y=${at.y(to)} width=${at.width} height=${Math.max(1, at.y(from) - at.y(to))} rx="3" />`
  const isNow = month === today.slice(0, 7)
  return svg`<g
    class="bar ${active === index ? 'active' : ''} ${isNow ? 'now' : ''}"
    part="bar"
    role="img"
    tabindex=${active === index ? '0' : '-1'}
    data-index=${index}
    aria-label=${label}
    @focus=${() => args.onFocus(index)}
    @pointerenter=${() => args.onFocus(index)}
    @click=${() => args.onSelect(index)}
  >
    <rect class="hit" x=${at.x - at.step / 2} y=${TOP - 8} width=${at.step} height=${base - TOP + 8 + BOTTOM} rx="4" />
    ${part('open', won, won + amount)} ${part('weighted', won, won + weighted)} ${part('won', 0, won)}
    <text class="axis month" aria-hidden="true" x=${at.x} y=${HEIGHT - 9} text-anchor="middle">${monthName(month, 'short')}</text>
  </g>`
}

function chartKeys(
  event: KeyboardEvent,
  { bars, active, isRtl, onFocus, onSelect }: ChartArgs,
): void {
  const forward = isRtl ? -1 : 1
  const last = bars.length - 1
  const next =
    event.key === 'ArrowRight'
      ? active + forward
      : event.key === 'ArrowLeft'
        ? active - forward
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? last
            : undefined
  if (event.key === 'Enter') onSelect(active)
  if (next === undefined) return
  event.preventDefault()
  const index = Math.max(0, Math.min(last, next))
  onFocus(index)
  const plot = event.currentTarget as Element
  plot.querySelector<SVGElement>(`[data-index="${index}"]`)?.focus()
}
