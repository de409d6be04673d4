import type { About, Context } from '../context.ts'
import { createComment, type WrittenComment } from './write-comment.ts'

/** Comments, for other plugins and for hosts. */
export interface Comments {
  /** Comments on a record as the actor, as over HTTP: followers hear of it, and who is mentioned and may read the record. */
  create(about: About, body: string): Promise<WrittenComment>
}

export function createComments(context: Context): Comments {
  return { create: (about, body) => createComment(context, about, body) }
}
