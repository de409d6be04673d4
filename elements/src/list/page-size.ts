/** Records of one request; the server gives no more than 200. */
export function pageSizeOf({ pageSize }: { readonly pageSize: number }): number {
  return Math.max(1, Math.min(200, pageSize || 100))
}
