import { createTestCrm, type GenerateOptions } from '@crmkit/core/testing'

interface Permission {
  readonly name: string
  readonly label: string
  readonly plugin: string
}

interface Role {
  readonly name: string
  readonly permissions: Readonly<Record<string, string>>
}

/** What `GET /permissions` and `GET /roles` answer in a new tenant, as a table for each plugin. */
export async function defaultReach(plugins: GenerateOptions['plugins']): Promise<string> {
  const t = await createTestCrm({ plugins })
  try {
    const client = t.as('docs')
    const [permissions, roles] = await Promise.all([
      client.get('/permissions').then(({ body }) => (body as { data: Permission[] }).data),
      client.get('/roles').then(({ body }) => (body as { data: Role[] }).data),
    ])
    // The administrator has all of them for all.
    const shown = roles.filter(({ name }) => name !== 'admin')
    return [...Map.groupBy(permissions, ({ plugin }) => plugin)]
      .map(([plugin, own]) => table(plugin, own, shown))
      .join('\n\n')
  } finally {
    await t.close()
  }
}

function table(plugin: string, permissions: readonly Permission[], roles: readonly Role[]): string {
  const names = roles.map(({ name }) => name)
  return [
    `### ${plugin}`,
    '',
    `| permission | lets one | ${names.join(' | ')} |`,
    `|---|---|${names.map(() => '---|').join('')}`,
    ...permissions.map(({ name, label }) => {
      const reach = roles.map((role) => role.permissions[name] ?? '–')
      return `| \`${name}\` | ${label.charAt(0).toLowerCase()}${label.slice(1)} | ${reach.join(' | ')} |`
    }),
  ].join('\n')
}
