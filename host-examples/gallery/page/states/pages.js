import { board } from './board.js'
import { calendar } from './calendar.js'
import { contactList } from './contact-list.js'
import { forecast } from './forecast.js'
import { form } from './form.js'
import { list } from './list.js'
import { notifications } from './notifications.js'
import { record } from './record.js'
import { tasks } from './tasks.js'
import { timeline } from './timeline.js'

/** The pages of the gallery, in the order of the navigation. */
export const pages = [
  { group: 'Records', image: 'list', ...list },
  { group: 'Records', image: 'list', ...contactList },
  { group: 'Records', image: 'form', ...form },
  { group: 'Records', image: 'record', ...record },
  { group: 'Sales', image: 'board', ...board },
  { group: 'Sales', image: 'forecast', ...forecast },
  { group: 'Work', image: 'timeline', ...timeline },
  { group: 'Work', image: 'tasks', ...tasks },
  { group: 'Work', image: 'calendar', ...calendar },
  { group: 'Work', ...notifications },
]
