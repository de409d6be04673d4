import { readFileSync } from 'node:fs'

import type { PageFiles } from '@crmkit/example-page-server'
import { elementsFile } from '@crmkit/example-page-server/bundle'

/** The page as it lies in `page/`, and the elements beside it. */
export async function files(): Promise<PageFiles> {
  const page = new URL('page/', import.meta.url)
  return new Map([
    ['/', readFileSync(new URL('index.html', page))],
    ['/page.css', readFileSync(new URL('page.css', page))],
    ['/page.js', readFileSync(new URL('page.js', page))],
    ...(await elementsFile()),
  ])
}
