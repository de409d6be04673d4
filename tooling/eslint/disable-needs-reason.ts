import type { Rule } from 'eslint'

const directive = /^\s*eslint-disable(?:-next-line|-line)?(?![\w-])([\s\S]*)$/

/** `eslint-disable` names its rules and, after `--`, why the rule is wrong here. */
export const disableNeedsReason: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const rest = directive.exec(comment.value)?.[1]
          if (rest === undefined || !comment.loc) continue
          const [rules = '', reason = ''] = rest.split(/\s--\s/)
          if (rules.trim() && reason.trim()) continue
          // Column -1 stands before the comment, so that it cannot silence this very report.
          const start = { line: comment.loc.start.line, column: -1 }
          context.report({
            loc: { start, end: comment.loc.end },
            message: 'Name the rules and the reason: eslint-disable-next-line <rule> -- <why>.',
          })
        }
      },
    }
  },
}
