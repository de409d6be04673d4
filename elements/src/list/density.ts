export type Density = 'compact' | 'normal' | 'comfortable'

export const DENSITIES = ['compact', 'normal', 'comfortable'] as const

export function isDensity(value: unknown): value is Density {
  return DENSITIES.some((density) => density === value)
}
