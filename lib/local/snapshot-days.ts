const dayMs = 86_400_000;
const text = new TextDecoder();

/**
 * A snapshot as it would be taken now: all its days later by as many whole days as have passed since
 * it was submitted, so that it stays what it shows, and is not held for its age alone. Other
 * submissions, and what is no JSON, come back as they are. Pure.
 */
export function takenNow(body: Uint8Array, now: Date): Uint8Array {
  const written = text.decode(body);
  const submittedMs = submittedAt(written);
  const days = Math.floor((now.getTime() - submittedMs) / dayMs);
  if (!(days > 0)) return body;
  return Buffer.from(
    written.replace(/"\d{4}-\d\d-\d\d(?=["T])/g, (date) => `"${laterBy(date.slice(1), days)}`),
  );
}

/** When a snapshot was submitted; not a number where it is none, or does not say so. */
function submittedAt(written: string): number {
  try {
    const { submitted_at: at, subject } = JSON.parse(written);
    return typeof subject?.snapshot_id === "string" ? Date.parse(at) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/** Dates that the calendar does not have are left for the gate to refuse. */
function laterBy(date: string, days: number): string {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? date : new Date(ms + days * dayMs).toISOString().slice(0, 10);
}
