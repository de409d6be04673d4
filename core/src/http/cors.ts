import type { RequestContext } from '../identity/request-context.ts'

type CorsHeaders = Readonly<Record<string, string>> | undefined

/** Which foreign pages may call the API; asked only for requests that carry an `Origin`. */
export interface Cors {
  /** Headers of the answer to a preflight (`OPTIONS` with `Access-Control-Request-Method`); undefined refuses it. */
  preflight(
    origin: string,
    requested: { method: string; headers: string },
  ): CorsHeaders | Promise<CorsHeaders>
  /** Headers added to an answer, problems included. `context` is absent when the request was not authenticated. */
  answer(origin: string, context: RequestContext | undefined): CorsHeaders | Promise<CorsHeaders>
}
