import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

/** Size in KiB of one bundle with these modules of `src/`, minified and gzipped as a web server sends it. */
export async function bundledKb(...modules: string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: modules.map((module) => `import './src/${module}'`).join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    // Not `development`: Lit warns there, and is larger.
    conditions: ['crmkit-source', 'browser', 'production'],
    // What is loaded later by `import()` is not part of the first load.
    splitting: true,
    outdir: 'out',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  const [first] = outputFiles.filter(({ path }) => path.endsWith('stdin.js'))
  const loaded = new Set<string>()
  const sizes: number[] = []
  const add = (path: string): void => {
    const file = outputFiles.find((other) => other.path.endsWith(path))
    if (!file || loaded.has(file.path)) return
    loaded.add(file.path)
    sizes.push(gzipSync(file.contents, { level: 9 }).length)
    for (const [, chunk = ''] of file.text.matchAll(/(?:from|import)\s*"\.(\/[^"]+)"/g)) add(chunk)
  }
  if (first) add('/stdin.js')
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024
}
