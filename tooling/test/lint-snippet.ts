import { resolve } from 'node:path'

import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'

const root = resolve(import.meta.dirname, '../..')

// The snippets' files do not exist, and a rule that asks for types needs a file of the project.
const untyped = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
})
const typed = new ESLint({ cwd: root })

/** What our configuration says about this code, were it the content of this file: `rule: message`. */
export function lintSnippet(path: string, code: string): Promise<string[]> {
  return lint(untyped, path, code)
}

/** The same with types; the file must exist. */
export function lintTypedSnippet(path: string, code: string): Promise<string[]> {
  return lint(typed, path, code)
}

async function lint(eslint: ESLint, path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: resolve(root, path) })
  if (!result) throw new Error(`${path} is ignored by ESLint: choose a path it reads.`)
  return result.messages.map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`)
}
