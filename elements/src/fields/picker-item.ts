import type { EditorArgs } from './renderers.ts'

export interface PickerItem {
  readonly value: string
  readonly label: string
  readonly color?: string | undefined
  /** Second line: the company of a person, the domain of a company. */
  readonly hint?: string | undefined
  /** People are circles, organisations squares. */
  readonly avatar?: 'circle' | 'square' | undefined
}

export interface PickerArgs extends EditorArgs {
  readonly multiple?: boolean
  readonly nullable?: boolean
  /** The values there are to choose from… */
  readonly items?: readonly PickerItem[]
  /** …or where to ask for them. */
  readonly search?: (text: string, signal: AbortSignal) => Promise<readonly PickerItem[]>
  /** What a chosen value is called; undefined until it is known. */
  readonly itemOf: (value: string) => PickerItem | undefined
  /** Learns what chosen values are called, and calls back. */
  readonly resolve?: (values: readonly string[]) => Promise<unknown>
  /** Makes what was typed into something to choose. */
  readonly create?: (text: string) => Promise<PickerItem>
}

/** Value of the offer to make what was typed. */
export const CREATE = '\u0000create'
