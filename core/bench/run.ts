/** `npm run bench`: all benchmarks, or `npm run bench -- <name> [words]` for one. Results are kept in `results/`. */
import { spawnSync } from 'node:child_process'

const [name, ...words] = process.argv.slice(2)
for (const file of name === undefined
  ? ['server', 'boot', 'paging', 'million', 'import', 'live']
  : [name]) {
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=crmkit-source', new URL(`${file}.ts`, import.meta.url).pathname, ...words],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
}
