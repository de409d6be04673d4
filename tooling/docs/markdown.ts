import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** A page of the repository. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
  /** Without blocks and spans of code. */
  readonly prose: string
}

export function readPages(): Page[] {
  return globSync('**/*.md', { cwd: root, exclude: ['**/node_modules', '**/dist'] })
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
      return { path, text, prose }
    })
}

export interface Link {
  readonly page: string
  readonly target: string
  /** From the root of the repository. */
  readonly file: string
  readonly anchor: string | undefined
}

/** Links and images that stay in the repository. */
export function linksOf({ path, prose }: Page): Link[] {
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return []
    const [file = '', anchor] = target.split('#')
    return [{ page: path, target, file: file === '' ? path : join(dirname(path), file), anchor }]
  })
}

/** Pictures a page shows, in Markdown or in HTML, from the root of the repository. */
export function imagesOf({ path, text }: Page): string[] {
  const shown = text.matchAll(/\]\(([^)\s]+\.png)\)|<(?:img|source)[^>]*? src(?:set)?="([^"]+)"/g)
  return [...shown].flatMap(([, markdown, html]) => {
    const target = markdown ?? html ?? ''
    return /^[a-z]+:/.test(target) ? [] : [join(dirname(path), target)]
  })
}

/** Anchors of a page's headings, as GitHub makes them: lower case, without signs, with hyphens, numbered when they repeat. */
export function anchorsOf({ text }: Page): string[] {
  const seen = new Map<string, number>()
  const code = /^```[\s\S]*?^```$/gm
  return [...text.replace(code, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
}
