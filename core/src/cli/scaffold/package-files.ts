import { ENGINE_VERSION } from '../../kernel/engine-version.ts'
import type { PluginNames } from './plugin-names.ts'

export function packageFiles(names: PluginNames, inRepository: boolean): Record<string, string> {
  return {
    'package.json': json(packageJson(names, inRepository)),
    'tsconfig.build.json': json(buildConfig(inRepository)),
    ...(inRepository ? {} : { 'tsconfig.json': json(typeConfig) }),
    'README.md': readme(names, inRepository),
  }
}

export function packageName({ plugin }: PluginNames, inRepository: boolean): string {
  return inRepository ? `@crmkit/${plugin}` : `crmkit-${plugin}`
}

function packageJson(names: PluginNames, inRepository: boolean): object {
  return {
    name: packageName(names, inRepository),
    version: '0.1.0',
    description: `${names.many} for CRMKit.`,
    license: 'MIT',
    type: 'module',
    engines: { node: '>=22.18' },
    sideEffects: false,
    exports: {
      '.': {
        'crmkit-source': './src/index.ts',
        types: './dist/index.d.ts',
        default: './dist/index.js',
      },
    },
    files: ['dist', 'migrations', 'README.md'],
    ...(inRepository
      ? {}
      : {
          scripts: {
            test: 'node --test',
            types: 'tsc -p tsconfig.json',
            build: 'tsc -p tsconfig.build.json',
          },
        }),
    peerDependencies: { '@crmkit/core': inRepository ? ENGINE_VERSION : `^${ENGINE_VERSION}` },
    ...(inRepository
      ? {}
      : {
          devDependencies: {
            '@crmkit/core': `^${ENGINE_VERSION}`,
            '@types/node': '^24.0.0',
            typescript: '^6.0.0',
          },
        }),
  }
}

const typeConfig = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    types: ['node'],
    module: 'nodenext',
    resolveJsonModule: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src', 'test'],
}

function buildConfig(inRepository: boolean): object {
  return {
    extends: inRepository ? '../../tsconfig.base.json' : './tsconfig.json',
    compilerOptions: {
      rootDir: 'src',
      outDir: 'dist',
      declaration: true,
      sourceMap: true,
      ...(inRepository ? { customConditions: [] } : { noEmit: false }),
    },
    include: ['src'],
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function readme(names: PluginNames, inRepository: boolean): string {
  const { plugin, factory, entity, plural, one, many, file } = names
  const from = inRepository ? packageName(names, inRepository) : `./plugins/${plugin}/src/index.ts`
  return `# ${packageName(names, inRepository)}

What the plugin is for, in one sentence, and what it is not.

\`\`\`ts
import { ${factory} } from '${from}'
import { createCrm } from '@crmkit/core'

const crm = createCrm({ plugins: [${factory}()] })
\`\`\`

| | |
|---|---|
| entities | \`${entity}\`: what a ${one} is |
| routes | every call of an entity below \`/${plural}\`, and \`POST /${plural}/:id/close\` |
| permissions | \`${entity}.close\`, and \`read\`, \`create\`, \`update\`, \`delete\`, \`purge\`, \`export\`, \`import\` of ${many} |
| events | \`${entity}.closed\`, and \`created\`, \`updated\`, \`deleted\`, \`restored\`, \`purged\` |
| jobs, settings | none |

## Change it

1. Change \`src/${file}/${file}.schema.json\`: it is the source of the table, the routes, the types and the forms. A field keeps its values under a new name when it keeps its \`x-crm.id\`.
2. \`crmkit schema diff --plugin ${plugin} --name what_it_does\` writes the migration. Read it.
3. \`crmkit types\` writes \`src/types.generated.ts\`.
4. ${inRepository ? '`npm run test:one -- plugins/' + plugin + '`' : '`npm test`'} runs the tests on a real PostgreSQL, \`pluginConformance\` among them.
`
}
