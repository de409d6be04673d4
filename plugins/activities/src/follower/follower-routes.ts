import type { JsonSchema, PluginRoute } from '@crmkit/core'

import { assertReadable } from '../comment/write-comment.ts'
import type { About, Context } from '../context.ts'
import { memberOf } from '../member-of.ts'
import { answerOf, objectOf, recordParams, uuid } from '../route-schemas.ts'
import { follow, listFollowers, unfollow } from './followers.ts'

type Route = PluginRoute<'activities'>

const follower: JsonSchema = objectOf({
  memberId: uuid,
  reason: {
    enum: ['owner', 'chosen', 'commented', 'mentioned'],
    description: 'Why they follow; an owner follows what is theirs.',
  },
  since: { type: ['string', 'null'], format: 'date-time' },
})
const responses: Route['responses'] = {
  200: {
    description: 'Who follows the record now.',
    schema: answerOf(
      objectOf({
        following: { type: 'boolean', description: 'Whether the caller does.' },
        followers: { type: 'array', items: follower },
      }),
    ),
  },
}

export const followerRoutes: readonly Route[] = [
  route({ method: 'GET', operationId: 'listFollowers', summary: 'List who follows a record' }),
  route(
    {
      method: 'PUT',
      operationId: 'followRecord',
      summary: 'Follow a record: hear of comments and activities on it',
    },
    (context, about) => follow(context, about, memberOf(context), 'chosen'),
  ),
  route(
    { method: 'DELETE', operationId: 'unfollowRecord', summary: 'Stop following a record' },
    (context, about) => unfollow(context, about, memberOf(context)),
  ),
]

/** Each answers who follows the record then. */
function route(
  own: Pick<Route, 'method' | 'operationId' | 'summary'>,
  change?: (context: Context, about: About) => Promise<void>,
): Route {
  return {
    ...own,
    path: '/followers/:entity/:id',
    tag: 'Followers',
    access: 'actor',
    embed: true,
    params: recordParams,
    responses,
    async handler({ params: { entity = '', id = '' } }, context) {
      const about = { entity, recordId: id }
      await assertReadable(context, about)
      await change?.(context, about)
      return answer(context, about)
    },
  }
}

async function answer(context: Context, about: About) {
  const followers = await listFollowers(context, about)
  const me = context.request.actor.memberId
  const following = followers.some(({ memberId }) => memberId === me)
  return { status: 200, body: { data: { following, followers } } }
}
