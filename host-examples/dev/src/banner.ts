import { styleText } from 'node:util'

export interface Running {
  readonly origin: string
  readonly apiKey: string
  readonly readyMs: number
  /** What the demo tenant holds: `400 contacts, 120 companies`. */
  readonly records: string
  readonly signedInAs: string
}

/** What a developer needs next, in the order they need it. */
export function banner({ origin, apiKey, readyMs, records, signedInAs }: Running): string {
  const api = `${origin}/crm/api/v1`
  return [
    '',
    `  ${styleText(['bold', 'cyan'], '● CRMKit')} ${styleText('bold', 'is running')} ${dim(`· ready in ${(readyMs / 1000).toFixed(1)} s`)}`,
    '',
    line('Page', `${link(origin)}  ${dim(`signed in as ${signedInAs}`)}`),
    line('API docs', link(`${api}/docs`)),
    line('API', link(api)),
    line('API key', styleText('yellow', apiKey)),
    line('Tenant', `demo ${dim(`· ${records}`)}`),
    '',
    line('Try', `curl -H "Authorization: Bearer ${apiKey}" "${api}/contacts?limit=3"`),
    line('Stop', `Ctrl+C ${dim('· the data stays in .crmkit/, delete that folder to start over')}`),
    '',
  ].join('\n')
}

function line(label: string, value: string): string {
  return `  ${dim(label.padEnd(10))}${value}`
}

function link(url: string): string {
  return styleText(['underline'], url)
}

function dim(text: string): string {
  return styleText('dim', text)
}
