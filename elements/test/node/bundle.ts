import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

import { build, type OutputFile } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')

/** KiB of a first load of these modules of `src/`, minified and gzipped as a web server sends it; not what `import()` brings later. */
export async function firstLoadKb(...modules: string[]): Promise<number> {
  const files = await bundle(modules, true)
  return kb(loadedWith('/stdin.js', files, new Set()))
}

/** The same with everything, as the one file for pages without a bundler. */
export async function wholeKb(...modules: string[]): Promise<number> {
  return kb(await bundle(modules, false))
}

async function bundle(modules: readonly string[], splitting: boolean): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    stdin: {
      // Exported, so that nothing of them is left out as unused.
      contents: modules
        .map((module, index) => `export * as part${String(index)} from './src/${module}'`)
        .join('\n'),
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
    splitting,
    outdir: 'out',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  })
  return outputFiles
}

/** A file and those it imports at once. */
function loadedWith(
  path: string,
  files: readonly OutputFile[],
  seen: Set<OutputFile>,
): OutputFile[] {
  const file = files.find((other) => other.path.endsWith(path))
  if (!file || seen.has(file)) return []
  seen.add(file)
  const imported = [...file.text.matchAll(/(?:from|import)\s*"\.(\/[^"]+)"/g)]
  return [file, ...imported.flatMap(([, next = '']) => loadedWith(next, files, seen))]
}

function kb(files: readonly OutputFile[]): number {
  const sizes = files.map(({ contents }) => gzipSync(contents, { level: 9 }).length)
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024
}
