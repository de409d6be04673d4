import type { HostAuthenticate } from '@crmkit/core'

/** The application's own users; a real one asks its session store. */
const users: Readonly<Record<string, { id: string; name: string; team: string; role: string }>> = {
  ada: { id: 'u-1', name: 'Ada', team: 'acme', role: 'admin' },
  bob: { id: 'u-2', name: 'Bob', team: 'globex', role: 'user' },
}

/** The engine asks the application who is asking. */
export const authenticate: HostAuthenticate = ({ headers }) => {
  const user = users[/(?:^|; )session=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '']
  return user && { tenant: user.team, id: user.id, name: user.name, roles: [user.role] }
}
