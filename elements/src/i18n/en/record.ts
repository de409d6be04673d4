/** Texts of src/record. */
export const recordMessages = {} as const
