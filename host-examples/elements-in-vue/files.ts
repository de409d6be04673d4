import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { PageFiles } from '@crmkit/example-page-server'
import { bundle } from '@crmkit/example-page-server/bundle'

import { vueFiles } from './vue-files.ts'

/** The application, built. */
export async function files(): Promise<PageFiles> {
  const source = new URL('src/', import.meta.url)
  return new Map([
    ['/', readFileSync(new URL('index.html', source))],
    ['/page.css', readFileSync(new URL('page.css', source))],
    ...(await bundle({
      entryPoints: [fileURLToPath(new URL('main.js', source))],
      plugins: [vueFiles],
      define: {
        'process.env.NODE_ENV': '"production"',
        __VUE_OPTIONS_API__: 'false',
        __VUE_PROD_DEVTOOLS__: 'false',
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      },
    })),
  ])
}
