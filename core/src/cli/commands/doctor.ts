import type { Command } from 'commander'

import type { Finding } from '../doctor/finding.ts'
import { loadConfig } from '../load-config.ts'
import { answer, bad, caution, faint, globalOptions, good } from '../output.ts'

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'Look at everything the CRM stands on: versions, plugins, database, walls between tenants, migrations, settings, jobs, disk.\nChanges nothing. Each line that is not ok says what to do; exit code 1 when something is wrong.',
    )
    .action(async (_options, command: Command) => {
      const startedAt = performance.now()
      const { file, options } = await loadConfig(globalOptions(command).config)
      const timings = { configuration: performance.now() - startedAt }
      const { examine } = await import('../doctor/examine.ts')
      const { findings, timings: taken } = await examine(options, timings)
      const wrong = findings.filter(({ state }) => state === 'bad').length
      if (wrong > 0) process.exitCode = 1
      answer(command, { file, ok: wrong === 0, findings, timings: taken }, [
        faint(file),
        ...findings.flatMap(lines),
        line(good('ok  '), 'boot', timingText(taken)),
        verdict(wrong, findings.filter(({ state }) => state === 'warn').length),
      ])
    })
}

function verdict(wrong: number, doubtful: number): string {
  if (wrong > 0) return bad(`${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
  if (doubtful > 0) return caution(`Nothing is wrong, ${doubtful} to look at.`)
  return good('Everything is as it should be.')
}

function lines({ about, state, text, remedy }: Finding): string[] {
  const [first = '', ...more] = text.split('\n')
  const shown = { ok: good('ok  '), warn: caution('warn'), bad: bad('bad ') }[state]
  const indent = ' '.repeat(20)
  return [
    line(shown, about, first),
    ...more.map((one) => `${indent}${one}`),
    ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
  ]
}

function line(state: string, about: string, text: string): string {
  return `${state}  ${about.padEnd(12)}  ${text}`
}

function timingText(timings: Readonly<Record<string, number>>): string {
  return Object.entries(timings)
    .map(([name, ms]) => `${name} ${Math.round(ms)} ms`)
    .join(', ')
}
