import { basename } from 'node:path'

import { build, type BuildOptions } from 'esbuild'

import type { PageFiles } from './page-server.ts'

/** Modules a browser takes, by their path below `/`: the entry and the chunks it loads when they are needed. */
export async function bundle(options: BuildOptions): Promise<PageFiles> {
  const { outputFiles = [] } = await build({
    outdir: 'out',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    // In this repository the elements are their sources; in yours they are the package, and the line goes.
    conditions: ['crmkit-source', 'production'],
    minify: true,
    write: false,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    ...options,
  })
  return new Map(outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]))
}

/** The file `dist/cdn/crmkit-elements.js` of the package, made here as `npm run build` makes it. */
export async function elementsFile(): Promise<PageFiles> {
  return bundle({
    stdin: {
      contents: `import { registerAll } from '@crmkit/elements'\nregisterAll()\nexport * from '@crmkit/elements'`,
      resolveDir: import.meta.dirname,
    },
    entryNames: 'crmkit-elements',
    splitting: false,
  })
}
