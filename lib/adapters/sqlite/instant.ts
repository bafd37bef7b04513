/** However an instant is written, its text sorts as time does. */
export const instant = (text: string): string => new Date(text).toISOString();
