/** Texts of src/forecast. */
export const forecastMessages = {
  'forecast.label': 'Forecast',
  'forecast.currency': 'Currency',
  'forecast.table': 'Show as table',
  'forecast.chart': 'Show as chart',
  'forecast.month': 'Month',
  'forecast.noMonth': 'No date',
  'forecast.won': 'Won',
  'forecast.weighted': 'Weighted',
  'forecast.open': 'Open',
  'forecast.deals': 'Open deals',
  'forecast.total': 'Total',
  'forecast.converted': 'All in {currency}',
  'forecast.rates': 'Converted by the rates of {on}.',
  'forecast.bar': '{month}: won {won}, weighted {weighted} of {open} open',
  'forecast.hint': 'Left and right arrows go from month to month.',
  'forecast.empty': 'Nothing to forecast yet',
  'forecast.emptyHint':
    'Open deals with an amount and an expected close appear here, month by month.',
} as const
