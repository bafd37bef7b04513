import type { Plan } from "../plan.ts";
import type { ReadRecord } from "../record.ts";
import type { RecordRef } from "../violation.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Preparation } from "./preparation.ts";

/** The records drawn so far by rule, lowest lot first. */
export type SampleStates = Readonly<Record<string, readonly Drawn[]>>;

export interface Drawn {
  readonly lot: string;
  readonly record: RecordRef;
}

/**
 * Draws records of the rule's kind by lot: SHA-256 over the seed (the payload's digest), the rule and the natural
 * key. The lowest lots win, so that drawing from parts and merging gives the same sample.
 */
export function drawSample(
  p: Preparation,
  samples: SampleStates,
  { position, place }: ReadRecord,
  { key, kind }: { readonly key: string; readonly kind: string },
): SampleStates {
  let drawn = samples;
  for (const { rule, active } of p.rules) {
    if (!rule.sample || !active || rule.of !== kind) continue;
    const lot = fingerprintOf([p.context.seed ?? "", rule.id, key]);
    const known = drawn[rule.id] ?? [];
    const last = known[known.length - 1];
    if (known.length >= rule.sample.size && last && last.lot <= lot) continue;
    const next = lowest([...known, { lot, record: { key, position, place } }], rule.sample.size);
    drawn = { ...drawn, [rule.id]: next };
  }
  return drawn;
}

/** The sample of two parts together. */
export function mergeSamples(plan: Plan, a: SampleStates, b: SampleStates): SampleStates {
  const sampled = plan.rules.filter(({ sample, id }) => sample && (a[id] || b[id]));
  return Object.fromEntries(
    sampled.map(({ id, sample }) => [
      id,
      lowest([...(a[id] ?? []), ...(b[id] ?? [])], sample?.size ?? 0),
    ]),
  );
}

const lowest = (drawn: readonly Drawn[], size: number): readonly Drawn[] =>
  [...drawn].sort(byLot).slice(0, size);

/** Records of one key have one lot; the earlier stands first. */
function byLot(a: Drawn, b: Drawn): number {
  if (a.lot !== b.lot) return a.lot < b.lot ? -1 : 1;
  const [x, y] = [a.record.position, b.record.position];
  return x.file - y.file || x.offset - y.offset;
}
