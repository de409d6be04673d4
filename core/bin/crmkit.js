#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'

// In the repository the command runs the sources. Node reads export conditions only at its own
// start, so it is started once more with ours; an installed package has no src and runs its build.
const source = new URL('../src/cli/main.ts', import.meta.url)
const inRepository = existsSync(source)
const condition = '--conditions=crmkit-source'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`error: crmkit needs Node 22.18 or newer, this is ${process.version}.\n`)
  process.exitCode = 1
} else if (inRepository && !process.execArgv.includes(condition)) {
  runAgain([condition, ...process.execArgv, ...process.argv.slice(1)])
} else {
  // Compiled code is kept between runs: a second start takes two thirds of the first.
  nodeModule.enableCompileCache()
  const { main } = await import(
    inRepository ? source.href : new URL('../dist/cli/main.js', import.meta.url).href
  )
  await main(process.argv.slice(2))
}

function runAgain(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both of us; all else reaches only this process and is handed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}
