import { expect } from '@open-wc/testing'

import { elements } from '../../src/elements.ts'
import { registerAll } from '../../src/register-all.ts'

interface Declaration {
  readonly tagName: string
  readonly attributes: readonly { readonly name: string; readonly fieldName: string }[]
  readonly members: readonly {
    readonly name: string
    readonly kind: string
    readonly readonly?: boolean
  }[]
}

registerAll()
const manifest = (await (await fetch('/elements/custom-elements.json')).json()) as {
  modules: { declarations: Declaration[] }[]
}
const declarations = manifest.modules.flatMap(({ declarations }) => declarations)

for (const { tagName, attributes, members } of declarations) {
  test(`${tagName} has the attributes its manifest says, and no others`, () => {
    const element = elements[tagName as keyof typeof elements] as unknown as {
      observedAttributes: string[]
    }
    expect([...element.observedAttributes].sort()).to.deep.equal(
      attributes.map(({ name }) => name).sort(),
    )
  })

  test(`${tagName} has the properties and methods its manifest says`, () => {
    const { prototype } = elements[tagName as keyof typeof elements]
    for (const { name, kind, readonly } of members) {
      const descriptor = descriptorOf(prototype, name)
      expect(descriptor, name).not.to.equal(undefined)
      if (kind === 'method') expect(descriptor!.value, name).to.be.a('function')
      else if (readonly === true) expect(descriptor!.set, name).to.equal(undefined)
    }
  })
}

function descriptorOf(prototype: object, name: string): PropertyDescriptor | undefined {
  for (
    let object: object | null = prototype;
    object;
    object = Object.getPrototypeOf(object) as object | null
  ) {
    const found = Object.getOwnPropertyDescriptor(object, name)
    if (found) return found
  }
  return undefined
}
