/** A JSON object whose fields may hold anything. */
export type Raw = Readonly<Record<string, unknown>>;

export const isRecord = (raw: unknown): raw is Raw =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);
