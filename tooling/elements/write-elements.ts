import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { format, resolveConfig } from 'prettier'

import { editorData } from './editor-data.ts'
import { jsxTypes, reactComponents } from './framework-types.ts'
import { readManifest } from './manifest.ts'
import { referencePage } from './reference-page.ts'

/** Writes what is made of the elements' doc blocks; gives the files that were stale. */
export async function writeElements({ check }: { check: boolean }): Promise<string[]> {
  const manifest = readManifest()
  const files = {
    'elements/custom-elements.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'elements/vscode.html-custom-data.json': editorData(manifest),
    'elements/src/react/index.ts': await formatted(reactComponents(manifest)),
    'elements/src/jsx.ts': await formatted(jsxTypes(manifest)),
    'docs/reference/elements.md': referencePage(manifest),
  }
  return Object.entries(files).flatMap(([path, text]) => {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return []
    if (!check) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return [path]
  })
}

async function formatted(text: string): Promise<string> {
  return format(text, { ...(await resolveConfig('elements/src/index.ts')), parser: 'typescript' })
}

if (import.meta.main) {
  for (const path of await writeElements({ check: process.argv.includes('--check') }))
    console.log(path)
}
