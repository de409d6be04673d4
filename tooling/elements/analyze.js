import { cli } from '@custom-elements-manifest/analyzer/cli.js'

// Prints the custom-elements manifest of `elements/`. A process of its own: the analyzer brings its own TypeScript.
const manifest = await cli({
  argv: [
    'analyze',
    '--litelement',
    '--quiet',
    '--globs',
    'src/**/*.ts',
    '--exclude',
    'src/react/**',
  ],
  cwd: 'elements',
  noWrite: true,
})
console.log(JSON.stringify(manifest))
