import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  LIVE_STREAMS_EXCEEDED: {
    status: 429,
    message:
      'There are {limit} live streams open for this {whose} already. Share one in each page, close others, or come back in {retryAfterS} s.',
  },
  LIVE_FULL: {
    status: 503,
    message:
      'This process serves {limit} live streams already. Come back in {retryAfterS} s; another process may have room.',
  },
  LIVE_ENTITY_UNKNOWN: {
    status: 400,
    message: 'There is no entity {unknown}. Known: {known}.',
  },
})
