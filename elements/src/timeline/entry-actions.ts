import type { CrmClient } from '../client/crm-client.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { MenuItem } from '../primitives/menu.ts'
import type { ComposerKind } from './composer.ts'
import { isActivity, type TimelineEntry } from './timeline-entry.ts'

/** Kinds somebody has to do; the others are done when they are written. */
const TO_DO: readonly string[] = ['task', 'call', 'meeting']

export function mayWrite({ session }: CrmClient, kind: ComposerKind): boolean {
  return session.can(kind === 'comment' ? 'comment.create' : 'activity.create')
}

/** What the menu of an entry offers: what its reader may do. What happened by itself cannot be changed. */
export function actionsOf(
  entry: TimelineEntry,
  crm: CrmClient,
  t: Localizer['t'],
): readonly MenuItem[] {
  if (entry.kind === 'comment') return commentActions(entry, crm, t)
  return isActivity(entry) ? activityActions(entry, crm, t) : []
}

function commentActions(
  { data }: TimelineEntry,
  crm: CrmClient,
  t: Localizer['t'],
): readonly MenuItem[] {
  const isOwn = crm.session.user?.memberId === data['memberId'] && mayWrite(crm, 'comment')
  return [
    ...(isOwn ? [editing(t)] : []),
    ...(isOwn || crm.session.can('comment.moderate') ? [deleting(t)] : []),
  ]
}

function activityActions(
  { kind, data }: TimelineEntry,
  { session }: CrmClient,
  t: Localizer['t'],
): readonly MenuItem[] {
  const mayUpdate = session.can('activity.update')
  const isOpen = TO_DO.includes(kind) && data['status'] === 'open'
  return [
    { id: 'open', label: t('timeline.openIt'), icon: 'external' },
    ...(mayUpdate && kind === 'note' ? [editing(t)] : []),
    ...(mayUpdate && isOpen
      ? [{ id: 'done', label: t('timeline.markDone'), icon: 'check' as const }]
      : []),
    ...(session.can('activity.delete') ? [deleting(t)] : []),
  ]
}

function editing(t: Localizer['t']): MenuItem {
  return { id: 'edit', label: t('timeline.edit'), icon: 'edit' }
}

function deleting(t: Localizer['t']): MenuItem {
  const label = t('action.delete')
  return { id: 'delete', label, icon: 'trash', danger: true, separated: true }
}
