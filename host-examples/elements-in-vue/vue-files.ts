import { readFile } from 'node:fs/promises'

import type { Plugin } from 'esbuild'
import { compileScript, parse } from 'vue/compiler-sfc'

/** `.vue` for esbuild; Vite's plugin does the same. The one line that matters: tags with `crm-` are no components of Vue. */
export const vueFiles: Plugin = {
  name: 'vue files',
  setup(build) {
    build.onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path })
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('crm-') }
      const script = compileScript(descriptor, {
        id: path,
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      })
      return { contents: script.content, loader: 'js' }
    })
  },
}
