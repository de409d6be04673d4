import { expect } from '@open-wc/testing'

import { createEventParser, type ServerEvent } from '../../src/client/event-parser.ts'

function parsed(...pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = []
  const parser = createEventParser((event) => events.push(event))
  for (const piece of pieces) parser.push(piece)
  return events
}

test('events come whole, wherever the network cuts them', () => {
  const text =
    ': hello\r\nid: 7\r\nevent: change\r\ndata: {"a":1,\r\ndata: "b":2}\r\n\r\nevent: reset\ndata:\n\n'
  const whole = parsed(text)
  expect(whole).to.deep.equal([
    { id: '7', type: 'change', data: '{"a":1,\n"b":2}' },
    { id: undefined, type: 'reset', data: '' },
  ])
  for (let cut = 1; cut < text.length; cut++)
    expect(parsed(text.slice(0, cut), text.slice(cut))).to.deep.equal(whole)
  expect(parsed(...text)).to.deep.equal(whole)
})

test('comments, unknown fields and an unfinished event are no events', () => {
  expect(parsed(':\n\n', 'retry: 5\n\n', 'data: half')).to.deep.equal([])
  expect(parsed('data\n\n')).to.deep.equal([{ id: undefined, type: 'message', data: '' }])
})
