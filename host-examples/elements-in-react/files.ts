import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { PageFiles } from '@crmkit/example-page-server'
import { bundle } from '@crmkit/example-page-server/bundle'

export interface FilesOptions {
  /** Where another React lies, by the name it is imported by; default that of this folder. */
  readonly alias?: Readonly<Record<string, string>>
  /** Development mounts twice under StrictMode, and warns. */
  readonly mode?: 'production' | 'development'
}

/** The application, built. */
export async function files({
  alias = {},
  mode = 'production',
}: FilesOptions = {}): Promise<PageFiles> {
  const source = new URL('src/', import.meta.url)
  return new Map([
    ['/', readFileSync(new URL('index.html', source))],
    ['/page.css', readFileSync(new URL('page.css', source))],
    ...(await bundle({
      entryPoints: [fileURLToPath(new URL('main.tsx', source))],
      jsx: 'automatic',
      jsxDev: mode === 'development',
      alias: { ...alias },
      define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    })),
  ])
}
