interface Ban {
  selector: string
  message: string
}

const notALiteral = ':not(Literal, TemplateLiteral[expressions.length=0])'
const orderBy = "CallExpression[callee.property.name='orderBy']"
const orderByObject = `:matches(${orderBy} > ObjectExpression.arguments, ${orderBy} > ArrayExpression.arguments > ObjectExpression)`

/**
 * Calls that paste text into SQL, or take over what belongs to the host. Each was seen to hurt:
 * knex 3.3.0 and objection 3.1.5 were read and run against a real PostgreSQL.
 */
const injectable: Ban[] = [
  {
    selector: `${orderBy} > .arguments${notALiteral}:not(ObjectExpression, ArrayExpression)`,
    message:
      'knex .orderBy() takes literals only: a client may reach this value, and an object with `nulls` is raw SQL. Order through the list compiler.',
  },
  {
    selector: `${orderBy}[arguments.length>2]`,
    message: 'The third argument of knex .orderBy() is pasted into the SQL. Use the list compiler.',
  },
  {
    selector: `${orderByObject} > :matches(Property[key.name='nulls'], Property[key.value='nulls'], SpreadElement)`,
    message: '`nulls` of knex .orderBy() is pasted into the SQL. Use the list compiler.',
  },
  {
    selector: `${orderByObject} > Property > .value${notALiteral}`,
    message:
      'knex .orderBy() takes literals only. Order by client input through the list compiler.',
  },
  {
    selector: `${orderBy} > ArrayExpression.arguments > ${notALiteral}:not(ObjectExpression)`,
    message:
      'knex .orderBy() takes literals only. Order by client input through the list compiler.',
  },
  {
    selector:
      ":matches(CallExpression[callee.name='ref'], CallExpression[callee.property.name='ref'][arguments.length>0], ImportSpecifier[imported.name='ref'][parent.source.value='objection'])",
    message: "objection's ref() pastes its JSON path into the SQL unescaped. Name the column.",
  },
  {
    selector: 'CallExpression[callee.property.name=/^(or|and)?[wW]here(Not)?Json/]',
    message:
      'whereJson… pastes its JSON path into the SQL unescaped. Filter through the list compiler.',
  },
  {
    selector: "CallExpression[callee.property.name='castTo']",
    message: 'castTo() pastes the type into the SQL unescaped.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(insert|upsert)Graph/]',
    message:
      'Graph methods create relations from the body and delete what it leaves out. Write each record by its own call.',
  },
  {
    selector: `CallExpression:matches([callee.property.name='raw'], [callee.name='raw']) > .arguments:first-child${notALiteral}`,
    message: 'raw() takes a literal; values are bound with ?.',
  },
  {
    selector: "CallExpression[callee.property.name='knex'][callee.object.name=/^[A-Z]/]",
    message:
      'Model.knex() is one connection for the whole process: it breaks two engines in one process, and leaves the transaction.',
  },
]

const globalState: Ban[] = [
  {
    selector:
      "MemberExpression[object.name='process'][property.name=/^(env|on|once|addListener|prependListener|off|exit|exitCode|abort|chdir|umask|title)$/]",
    message:
      'The process belongs to the host. Settings are arguments of createCrm; the crmkit command reads the environment.',
  },
  {
    selector:
      ":matches(VariableDeclarator[init.name='process'] > ObjectPattern, ImportDeclaration[source.value=/^(node:)?process$/], MemberExpression[property.name='process'][object.name=/^global(This)?$/])",
    message: 'The process belongs to the host. Settings are arguments of createCrm.',
  },
]

const closedIndex: Ban[] = [
  {
    selector: ':matches(ExportDefaultDeclaration, ExportSpecifier[exported.name="default"])',
    message: 'No default exports: one name, the same everywhere.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'Name what you export: an index is a table of contents.',
  },
]

const markup = 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement'

/** What a strict Content Security Policy refuses, what could run a stranger's text, and what a host page's root size would scale. */
const hostileToHosts: Ban[] = [
  {
    selector: `${markup}[value.raw=/\\sstyle=/]`,
    message:
      'A style attribute is refused by `style-src`. Use a class, or element.style.setProperty() for what is known at run time alone.',
  },
  {
    selector:
      'ImportSpecifier[imported.name=/^(styleMap|unsafeHTML|unsafeSVG|unsafeMathML|unsafeStatic|unsafeCSS)$/]',
    message:
      'styleMap writes a style attribute, and unsafe… trusts text. Use a class, CSSOM, or plain text in the template.',
  },
  {
    selector:
      ':matches(AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc|cssText)$/], CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|createContextualFragment)$/], CallExpression[callee.object.name="document"][callee.property.name=/^(write|writeln)$/])',
    message: 'Text of a record must never become markup. Draw it with a Lit template.',
  },
  {
    selector: `${markup}[value.raw=/\\.(innerHTML|outerHTML|srcdoc)=/]`,
    message: 'Text of a record must never become markup. Draw it with a Lit template.',
  },
  {
    selector: "TaggedTemplateExpression[tag.name='css'] TemplateElement[value.raw=/\\drem\\b/]",
    message: 'A host with html{font-size:62.5%} would shrink it. Use px or em.',
  },
]

const unfinishedTests: Ban[] = [
  {
    selector:
      ':matches(MemberExpression[object.name=/^(test|it|describe)$/][property.name=/^(only|skip|todo|failing)$/], CallExpression[callee.name=/^(xtest|xit|xdescribe|fit|fdescribe)$/])',
    message: 'No skipped, single or empty tests. A slow one goes to <name>.long.test.ts.',
  },
]

const unawaitedChecks: Ban[] = [
  {
    selector: "ExpressionStatement > CallExpression[callee.property.name='accessible']",
    message: 'Without `await` axe finds faults after the test has passed.',
  },
]

export const bannedSyntax = {
  everywhere: injectable,
  source: [...injectable, ...closedIndex],
  librarySource: [...injectable, ...closedIndex, ...globalState],
  tests: [...injectable, ...unfinishedTests],
  browser: [...closedIndex, ...hostileToHosts],
  browserTests: [...unfinishedTests, ...unawaitedChecks],
}
