import { define } from '../base/define.ts'
import { CrmForecast } from '../forecast/crm-forecast.ts'

define('crm-forecast', CrmForecast)

declare global {
  interface HTMLElementTagNameMap {
    'crm-forecast': CrmForecast
  }
}
