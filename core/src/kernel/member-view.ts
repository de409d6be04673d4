/** The tenant's records as one member sees them. It reads and does nothing else. */
export interface MemberView {
  readonly memberId: string
  readonly name: string
  readonly email: string | null
  /** The fields the member may read, or those of them that are named; undefined when the record does not exist for them. */
  get(
    entity: string,
    id: string,
    query?: { readonly fields?: readonly string[] },
  ): Promise<Readonly<Record<string, unknown>> | undefined>
}
