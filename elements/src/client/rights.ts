import type { Send } from '@crmkit/schemas/client'

export interface CrmUser {
  readonly id: string
  readonly name: string | undefined
  /** As the owner of records; undefined when the user is no member. */
  readonly memberId: string | undefined
}

export interface Rights {
  /** Asks who is asking; once. */
  readonly ready: () => Promise<void>
  /** Asks again; what is known stays until the answer is there. */
  readonly refresh: () => Promise<void>
  readonly can: (permission: string) => boolean
  readonly user: () => CrmUser | undefined
  readonly tenant: () => string | undefined
  /** Tags the session is for; undefined: all. */
  readonly components: () => readonly string[] | undefined
}

/** The parts of `GET /me` that are used here. */
interface Me {
  readonly tenant: { readonly id: string }
  readonly actor: { readonly id: string; readonly name?: string }
  readonly member: { readonly id: string; readonly name: string } | null
  readonly session?: { readonly components: readonly string[] | null } | null
  readonly permissions: Readonly<Record<string, unknown>>
}

/** For showing what may be done; what is done, the server checks. */
export function createRights(send: Send): Rights {
  let me: Me | undefined
  let loading: Promise<void> | undefined

  return {
    ready,
    async refresh() {
      loading = undefined
      await ready().catch(() => undefined)
    },
    can: (permission) => me?.permissions[permission] !== undefined,
    user: () =>
      me && { id: me.actor.id, name: me.actor.name ?? me.member?.name, memberId: me.member?.id },
    tenant: () => me?.tenant.id,
    components: () => me?.session?.components ?? undefined,
  }

  function ready(): Promise<void> {
    loading ??= send<{ data: Me }>({ method: 'GET', path: '/me' }).then(
      ({ data }) => {
        me = data
      },
      (error: unknown) => {
        // The next one who needs it asks again.
        loading = undefined
        throw error
      },
    )
    return loading
  }
}
