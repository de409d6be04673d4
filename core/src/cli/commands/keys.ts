import type { Command } from 'commander'

import type { NewApiKey } from '../../identity/api-keys.ts'
import { errors } from '../errors.ts'
import { answer, note, table } from '../output.ts'
import { withTenant } from '../with-tenant.ts'

interface CreateOptions {
  readonly tenant: string
  readonly name: string
  readonly role: readonly string[]
  readonly permission?: readonly string[]
  readonly member?: string
  readonly expires?: string
}

const tenantOption = ['-t, --tenant <key>', 'tenant, by its key or id'] as const

export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('Make, list and revoke API keys of a tenant')

  keys
    .command('create')
    .description(
      'Make an API key. Its text is printed this once, alone on standard output; only its hash is stored.',
    )
    .requiredOption(...tenantOption)
    .requiredOption('--name <name>', 'what the key is for')
    .requiredOption('--role <role...>', 'role it has; several may be given')
    .option(
      '--permission <permission...>',
      'cut the roles to these: contact.read, contact.*, *.read',
    )
    .option('--member <id>', 'member it acts as: whose records "own" and "team" reach')
    .option('--expires <when>', 'a date (2027-01-31), or a time from now (90d, 12h)')
    .addHelpText(
      'after',
      `
Example:
  $ crmkit keys create --tenant acme --name "Web shop" --role user --expires 90d`,
    )
    .action(async (options: CreateOptions, command: Command) => {
      const key = newKey(options)
      const { createApiKey } = await import('../../kernel/admin-routes/manage-api-keys.ts')
      const created = await withTenant(command, options.tenant, (engine, context) =>
        createApiKey(engine, context, key),
      )
      answer(command, created, [created.text])
      note(
        `Keep it now: it is not shown again. Revoke it with: crmkit keys revoke ${created.id} -t ${options.tenant}`,
      )
    })

  keys
    .command('list')
    .description('List the keys of a tenant, revoked ones included')
    .requiredOption(...tenantOption)
    .action(async ({ tenant }: { tenant: string }, command: Command) => {
      const all = await withTenant(command, tenant, (engine, { tenantId }) =>
        engine.apiKeys.list(tenantId),
      )
      const rows = all.map((key) => [
        key.name,
        key.roles.join(', '),
        key.permissions.join(', '),
        key.revokedAt ? 'revoked' : (day(key.expiresAt) ?? 'never expires'),
        day(key.lastUsedAt) ?? 'never used',
        key.id,
      ])
      answer(command, all, table(['NAME', 'ROLES', 'CUT TO', 'VALID', 'LAST USED', 'ID'], rows))
    })

  keys
    .command('revoke')
    .description('Revoke a key; it is refused everywhere within a second')
    .argument('<id>', 'id of the key, from "crmkit keys list"')
    .requiredOption(...tenantOption)
    .action(async (id: string, { tenant }: { tenant: string }, command: Command) => {
      const { revokeApiKey } = await import('../../kernel/admin-routes/manage-api-keys.ts')
      await withTenant(command, tenant, (engine, context) => revokeApiKey(engine, context, id))
      answer(command, { id, revoked: true }, [`The key ${id} is revoked.`])
    })
}

function newKey({ name, role, permission, member, expires }: CreateOptions): NewApiKey {
  return {
    name,
    roles: role,
    ...(permission ? { permissions: permission } : {}),
    ...(member === undefined ? {} : { memberId: member }),
    ...(expires === undefined ? {} : { expiresAt: expiry(expires) }),
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000 }

function expiry(came: string): string {
  const [, amount, unit = ''] = /^(\d{1,5})([dh])$/.exec(came) ?? []
  const ms =
    amount === undefined ? Date.parse(came) : Date.now() + Number(amount) * (UNIT_MS[unit] ?? 0)
  if (!Number.isNaN(ms)) return new Date(ms).toISOString()
  throw errors.OPTION_INVALID({
    option: '--expires',
    expected: 'a date such as 2027-01-31 or a time from now such as 90d or 12h',
    came,
  })
}

function day(time: string | null): string | undefined {
  return time?.slice(0, 10)
}
