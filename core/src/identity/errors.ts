import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  UNAUTHENTICATED: {
    status: 401,
    message:
      'Nobody is signed in. Send an API key (Authorization: Bearer crm_…), or sign in with the application this engine runs in.',
  },
  API_KEY_MALFORMED: {
    status: 401,
    message: 'This is no API key: the text after "Bearer" is cut or mistyped.',
  },
  API_KEY_UNKNOWN: { status: 401, message: 'The API key is unknown or has been revoked.' },
  API_KEY_EXPIRED: { status: 401, message: 'The API key expired at {expiresAt}. Make a new one.' },
  API_KEY_NOT_FOUND: { status: 404, message: 'There is no API key {id}.' },
  API_KEY_TOO_WIDE: {
    status: 403,
    message: 'A key cannot be given more than its maker may do: {what}.',
  },
  API_KEY_INVALID: { status: 422, message: 'The API key cannot be made as described; see errors.' },
  ROLE_UNKNOWN: { status: 422, message: 'There is no role "{role}". Known: {known}.' },
  ROLE_BUILT_IN: {
    status: 409,
    message: 'The role "{role}" is built in and cannot be changed; make one of your own.',
  },
  ROLE_INVALID: {
    status: 422,
    message: 'The role "{role}" cannot be saved as described; see errors.',
  },
  ROLE_TOO_WIDE: { status: 403, message: 'Nobody can grant more than they hold: {what}.' },
  ROLE_NOT_FOUND: { status: 404, message: 'There is no role "{role}".' },
  EMBED_TOKEN_INVALID: {
    status: 401,
    message: 'The embed token cannot be used: {reason}. Fetch a new one from your server.',
  },
  EMBED_SESSION_EXPIRED: {
    status: 401,
    message: 'The embed session expired at {expiresAt}. Fetch a new one from your server.',
  },
  EMBED_SESSION_ENDED: {
    status: 401,
    message: 'The embed session has ended before its time: {reason}.',
  },
  EMBED_ORIGIN_REFUSED: {
    status: 403,
    message:
      'The embed session works on other pages: expected the origin to be one of {allowed}, came {came}.',
  },
  EMBED_TOKEN_IN_URL: {
    status: 400,
    message:
      'The address has an embed token in it, where logs, histories and referrers keep it. Send "Authorization: Bearer <token>", and revoke this one.',
  },
  EMBED_SESSION_INVALID: {
    status: 422,
    message: 'The embed session cannot be made as described; see errors.',
  },
  EMBED_SESSION_NOT_FOUND: {
    status: 404,
    message: 'There is no embed session {id} that is still open.',
  },
  IDENTITY_INVALID: {
    status: 500,
    message:
      'The authenticate function of createCrm() must give { tenant, id, roles } or undefined; {reason}.',
  },
})
