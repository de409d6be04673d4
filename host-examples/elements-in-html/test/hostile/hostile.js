const provider = document.querySelector('crm-provider')
provider.fetchSession = async () => (await fetch('/crm-session', { method: 'POST' })).json()

// A hotkey library: it listens at the document, and takes whatever is not typed into an input that it sees.
globalThis.hotkeys = []
document.addEventListener('keydown', ({ key, target }) => {
  if (!/^(input|textarea|select)$/.test(target.localName)) globalThis.hotkeys.push(key)
})
