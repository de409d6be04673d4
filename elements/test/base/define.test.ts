import { expect } from '@open-wc/testing'

import { installContextRoot } from '../../src/base/context-root.ts'
import { define } from '../../src/base/define.ts'
import { elements } from '../../src/elements.ts'
import { CrmProvider } from '../../src/provider/crm-provider.ts'
import { registerAll } from '../../src/register-all.ts'
import { ProbeElement } from '../support/probe-element.ts'
import { mount } from '../support/provider.ts'
import { until } from '../support/until.ts'

function warned(work: () => void): string {
  const original = console.warn
  const lines: unknown[] = []
  console.warn = (...args: unknown[]) => lines.push(...args)
  try {
    work()
  } finally {
    console.warn = original
  }
  return lines.join('\n')
}

test('registering twice, or a second copy of the same version, is quiet', () => {
  expect(
    warned(() => {
      registerAll()
      registerAll()
      define('crm-provider', class extends CrmProvider {})
    }),
  ).to.equal('')
})

test('another version on the page is told with both versions and the way out', () => {
  customElements.define(
    'crm-older',
    class extends HTMLElement {
      static readonly version = '0.0.9'
    },
  )
  customElements.define('crm-strange', class extends HTMLElement {})
  expect(warned(() => define('crm-older', class extends CrmProvider {}))).to.match(
    /<crm-older> is registered already, by @crmkit\/elements 0\.0\.9.*prefix/,
  )
  expect(warned(() => define('crm-strange', class extends CrmProvider {}))).to.contain(
    'by another library',
  )
})

test('a prefix gives every element a second name', () => {
  registerAll({ prefix: 'acme' })
  for (const tag of Object.keys(elements)) {
    expect(customElements.get(tag.replace('crm', 'acme')), tag).to.be.a('function')
  }
  expect(() => registerAll({ prefix: 'Acme-' })).to.throw('lower-case letters')
})

test('elements of a second copy find the provider of the first', async () => {
  installContextRoot()
  class SecondCopy extends ProbeElement {}
  customElements.define('second-copy', SecondCopy)
  registerAll()
  const provider = document.createElement('crm-provider')
  provider.live = 'off'
  const probe = document.createElement('second-copy') as SecondCopy
  provider.append(probe)
  mount(provider)
  await until(() => probe.crm === provider.client)
})
