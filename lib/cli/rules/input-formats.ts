/** What inputs come as: what their format cannot supply is not configured. */
export const inputFormats = ["json", "e-invoice"] as const;

export type InputFormat = (typeof inputFormats)[number];
