import { basename } from 'node:path'

import { build } from 'esbuild'

/**
 * The elements as modules a browser takes, by file name: `elements.js` and the chunks it loads when they are needed. Made anew at each
 * start, in about half a second, so that the page shows what is in the sources.
 */
export async function bundleElements(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { registerAll } from '@crmkit/elements'\nregisterAll()`,
      resolveDir: import.meta.dirname,
      sourcefile: 'elements.js',
    },
    entryNames: 'elements',
    chunkNames: '[name]-[hash]',
    outdir: 'elements',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['crmkit-source'],
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    logLevel: 'warning',
  })
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]))
}
