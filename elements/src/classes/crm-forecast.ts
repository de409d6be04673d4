export { CrmForecast } from '../forecast/crm-forecast.ts'
