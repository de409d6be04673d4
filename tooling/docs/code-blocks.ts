import type { Page } from './markdown.ts'

/** A fenced block of code of a page. */
export interface CodeBlock {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly code: string
  /** Named in a comment right before the block, which no reader sees: `<!-- host-examples/… -->`. */
  readonly file: string | undefined
}

export function codeBlocksOf({ path, text }: Pick<Page, 'path' | 'text'>): CodeBlock[] {
  const pattern = /(?:<!-- (\S+\.\w+) -->\n)?^```(\w*)\n([^]*?)^```$/gm
  return [...text.matchAll(pattern)].map((match) => {
    const [, file, language = '', code = ''] = match
    const line = text.slice(0, match.index).split('\n').length
    return { page: path, line, language, code, file }
  })
}
