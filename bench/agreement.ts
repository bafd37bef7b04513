import { outcomeText, type Peer } from "./engines/peer.ts";
import { type Judge, NOT_APPLICABLE, PASS, ruleIds } from "./engines/verdicts.ts";

/** Outcomes of one rule that an engine gives otherwise than the reference. */
export interface Difference {
  readonly rule: string;
  readonly expected: string;
  readonly found: string;
  readonly count: number;
}

export interface Agreement {
  /** Pairs of an invoice and a rule that were compared. */
  readonly pairs: number;
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** The reference's outcomes of all records, a row each. */
export function expectedOf(judge: Judge, records: readonly unknown[]): readonly Uint8Array[] {
  return records.map((record) => {
    const out = new Uint8Array(ruleIds.length);
    judge(record, out);
    return out;
  });
}

/** Compares an engine with the reference on every rule that it can express. */
export async function agreementOf(
  engine: Pick<Peer, "rules" | "judge" | "tellsApplicability">,
  records: readonly unknown[],
  expected: readonly Uint8Array[],
): Promise<Agreement> {
  const places = engine.rules.map((rule) => ruleIds.indexOf(rule));
  const counts = new Map<string, number>();
  const out = new Uint8Array(ruleIds.length);
  for (const [index, record] of records.entries()) {
    await engine.judge(record, out);
    for (const place of places) {
      const [right, found] = [expected[index]![place]!, out[place]!];
      if (right === found) continue;
      if (!engine.tellsApplicability && right === NOT_APPLICABLE && found === PASS) continue;
      const key = `${place} ${right} ${found}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const differences = [...counts].map(([key, count]) => differenceOf(key, count));
  return {
    pairs: records.length * places.length,
    differing: differences.reduce((sum, { count }) => sum + count, 0),
    differences: differences.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
  };
}

function differenceOf(key: string, count: number): Difference {
  const [place, right, found] = key.split(" ").map(Number) as [number, number, number];
  return {
    rule: ruleIds[place]!,
    expected: outcomeText[right] ?? "not judged",
    found: outcomeText[found] ?? "not judged",
    count,
  };
}
