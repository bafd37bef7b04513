export const resultsText = (r: unknown): string => JSON.stringify(r);
