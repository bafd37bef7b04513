import type { Violation } from "../violation.ts";
import { fingerprintOf } from "./fingerprint.ts";

/**
 * Violations as a report lists them: those of records that share a natural key get fingerprints of
 * their own, by what stands in the records, so that what a person decides on one is not taken for
 * the other. They come in the order of positions, which numbers records that are equal to the byte.
 */
export function toldApart(violations: readonly Violation[]): readonly Violation[] {
  const shared = sharedFingerprints(violations);
  const seen = new Map<string, number>();
  return violations.map(({ digest, ...violation }) => {
    if (digest === undefined || !shared.has(violation.fingerprint)) return violation;
    const ofRecord = fingerprintOf([violation.fingerprint, digest]);
    const before = seen.get(ofRecord) ?? 0;
    seen.set(ofRecord, before + 1);
    const fingerprint = before === 0 ? ofRecord : fingerprintOf([ofRecord, String(before)]);
    return { ...violation, fingerprint };
  });
}

/** Those that violations of several records have. */
function sharedFingerprints(violations: readonly Violation[]): ReadonlySet<string> {
  const places = new Map<string, string>();
  const shared = new Set<string>();
  for (const { fingerprint, record } of violations) {
    if (!record) continue;
    const place = `${record.position.file} ${record.position.offset}`;
    const known = places.get(fingerprint);
    if (known === undefined) places.set(fingerprint, place);
    else if (known !== place) shared.add(fingerprint);
  }
  return shared;
}
