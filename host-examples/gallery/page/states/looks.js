/** What every element goes through: places, looks and languages, and a network with faults. */
export function looks(markup, options = {}) {
  return [
    {
      id: 'narrow',
      title: 'In 320 px',
      about:
        'An element looks at its own width, never at the window’s: here it stands in a column of 320 px.',
      markup,
      width: '320',
      ...options,
    },
    {
      id: 'dark',
      title: 'In the dark',
      about: 'As dark as the page says by `color-scheme`, or by the provider’s `theme`.',
      markup,
      provider: 'theme="dark"',
      theme: 'dark',
      ...options,
    },
    {
      id: 'rtl',
      title: 'Right to left',
      about: 'The direction is that of the page: what stands before and behind changes sides.',
      markup,
      dir: 'rtl',
      ...options,
    },
    {
      id: 'german',
      title: 'Another locale',
      about:
        'Dates, numbers and money follow `locale`; texts are yours by `provider.messages`. Names of fields come from the schema.',
      markup,
      provider: 'locale="de-DE"',
      script: ({ provider, german }) => {
        provider.messages = german
      },
      ...options,
    },
  ]
}

/** Nothing yet, a refusal, no connection. `call` is the one the element cannot do without. */
export function troubles(markup, options) {
  return [
    {
      id: 'loading',
      title: 'Loading',
      about:
        'A skeleton in the shape of what is to come. It waits 150 ms: a quick answer shows none.',
      markup,
      tells: 'loading',
      script: ({ provider, stall, call }) => {
        provider.fetch = stall(call)
      },
      ...options,
    },
    {
      id: 'error',
      title: 'Error',
      about:
        'What went wrong, a way on, and the reference your log knows. It comes as `crm-error` too; a host that cancels it shows it itself.',
      markup,
      tells: 'error',
      script: ({ provider, refuse, call }) => {
        const problem = { code: 'INTERNAL', detail: 'Broken.', requestId: '01a1f84b-e5e4-70f8' }
        provider.fetch = refuse(call, 500, problem)
      },
      ...options,
    },
    {
      id: 'offline',
      title: 'Offline',
      about:
        'The server cannot be reached. What is there stays; the element goes on by itself as soon as it can.',
      markup,
      tells: 'offline',
      script: async ({ provider, element, loaded, cable }) => {
        const line = cable()
        provider.fetch = line.fetch
        await loaded
        line.pull()
        void element.refresh()
      },
      ...options,
    },
  ]
}

/** A tenant on its first day. */
export function empty(markup, about, options) {
  return { id: 'empty', title: 'Empty', about, markup, world: 'none', tells: 'empty', ...options }
}
