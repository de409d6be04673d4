import type { CrmClient } from '../client/crm-client.ts'
import type { Rec } from '../client/record.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { MenuController } from '../primitives/menu.ts'
import { addDays, dayIn, type PlainDay, weekdayOf } from './plain-day.ts'
import { nameOf } from './task-row.ts'

export interface MenuAt {
  readonly menu: MenuController
  readonly anchor: HTMLElement
  readonly localizer: Localizer
}

/** The days a task is most often put off to. */
export function dueMenu(
  { menu, anchor, localizer }: MenuAt,
  timeZone: string,
  onSelect: (day: PlainDay | undefined) => void,
): void {
  const { t, locale } = localizer
  const today = dayIn(Date.now(), timeZone)
  const days: Readonly<Record<string, PlainDay | undefined>> = {
    dueToday: today,
    dueTomorrow: addDays(today, 1),
    dueMonday: addDays(today, (8 - weekdayOf(today)) % 7 || 7),
    dueWeek: addDays(today, 7),
    dueNone: undefined,
  }
  const short = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' },
  })
  menu.toggle(anchor, {
    label: t('tasks.addDue'),
    placement: { align: 'end' },
    items: Object.entries(days).map(([id, day]) => ({
      id,
      label: t(`tasks.${id}` as 'tasks.dueToday'),
      ...(day === undefined
        ? { separated: true, icon: 'close' as const }
        : { hint: short.format(new Date(`${day}T00:00:00Z`)), icon: 'calendar' as const }),
    })),
    onSelect: (id) => onSelect(days[id]),
  })
}

/** The members, oneself first. Throws what the server refuses. */
export async function ownerMenu(
  { menu, anchor, localizer: { t } }: MenuAt,
  crm: CrmClient,
  task: Rec,
  owner: string | undefined,
  onSelect: (id: string, name: string) => void,
): Promise<void> {
  const query = { fields: ['id', 'name'], sort: 'name', limit: 100 }
  const { data } = await crm.list('member', query)
  const me = crm.session.user?.memberId
  const members = data.map(({ id, name }) => ({ id, name: String(name) }))
  const isMe = ({ id }: { id: string }): boolean => id === me
  const labelled = members.map((one) => ({ ...one, label: isMe(one) ? t('tasks.me') : one.name }))
  menu.toggle(anchor, {
    label: t('tasks.assign', { name: nameOf(task, t), owner: owner ?? t('tasks.nobody') }),
    placement: { align: 'end' },
    items: [...labelled.filter(isMe), ...labelled.filter((one) => !isMe(one))].map(
      ({ id, label }) => ({ id, label, checked: id === task['ownerId'] }),
    ),
    onSelect: (id) => onSelect(id, members.find((member) => member.id === id)?.name ?? ''),
  })
}
