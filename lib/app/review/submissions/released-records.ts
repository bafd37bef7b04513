import type { Position } from "../../../core/record.ts";
import type { Report } from "../../../core/report.ts";
import type { RecordDigest } from "../../audit-entry.ts";
import { canonicalJson, sha256 } from "../../digest.ts";
import type { Case, ViolationState } from "../case.ts";
import { isOfWhole, placeOf } from "../policy/exposure.ts";
import {
  eachOrdinal,
  formatOrdinals,
  type Ordinals,
  ordinalsOf,
  ordinalsUpTo,
  parseOrdinals,
  withoutOrdinals,
} from "../policy/ordinals.ts";
import { type Reviewable, reviewable } from "../policy/reviewable.ts";
import type { Submission } from "../submission.ts";

/** Which records have nothing against them any more. */
export interface Clean {
  /** Ordinals into the records of the judged entry. */
  readonly clean: Ordinals;
  readonly held: Ordinals;
  /** Rules whose violations of the submission as a whole nobody has let through: all of it stays. */
  readonly wholeHeldBy: readonly string[];
}

const letThrough: readonly ViolationState[] = ["released", "waived", "false_positive", "attested"];

/** Whether what is in this state does not keep its record from going out. */
export const isLetThrough = (state: ViolationState): boolean => letThrough.includes(state);

/**
 * Which records of a submission may go out as its cases stand: those that passed, and those all of
 * whose violations were let through, among them those of set rules that only name them (law 5).
 * Whatever the report does not explain stays. Pure.
 *
 * @param records of the judged entry.
 */
export function cleanRecords(
  records: readonly Pick<RecordDigest, "position" | "verdict">[],
  report: Report,
  cases: readonly Pick<Case, "rule" | "state" | "violations">[],
): Clean {
  const open = [...reviewable(report)].flatMap(([rule, list]) => {
    const through = new Set(ordinalsLetThrough(rule, cases));
    return list.flatMap((one, ordinal) => (through.has(ordinal) ? [] : [{ rule, one }]));
  });
  const against = new Set(open.flatMap(({ one }) => placesOf(one)));
  const explained = new Set([...reviewable(report).values()].flat().flatMap(placesOf));
  const all = ordinalsUpTo(records.length);
  const held = ordinalsOf(
    records.flatMap(({ position, verdict }, ordinal) => {
      const place = placeOf(position);
      const isHeld = against.has(place) || (verdict !== "pass" && !explained.has(place));
      return isHeld ? [ordinal] : [];
    }),
  );
  const whole = open.filter(({ one }) => placesOf(one).length === 0).map(({ rule }) => rule);
  return { clean: withoutOrdinals(all, held), held, wholeHeldBy: [...new Set(whole)] };
}

const ordinalsLetThrough = (
  rule: string,
  cases: readonly Pick<Case, "rule" | "state" | "violations">[],
): readonly number[] =>
  cases
    .filter((one) => one.rule === rule && isLetThrough(one.state))
    .flatMap((one) => [...eachOrdinal(parseOrdinals(one.violations))]);

/** The places of the records that something is about; none where it is about the submission. */
function placesOf(one: Reviewable): readonly string[] {
  if (one.kind === "unreadable") return [placeOf(one.piece.position)];
  const { record, others = [] } = one.violation;
  if (isOfWhole(one) || record === undefined) return [];
  return [record, ...others].map(({ position }) => placeOf(position));
}

/**
 * The records that one release lets out, as ordinals into those of the judged entry: what was left
 * before it, less what it leaves behind. Nothing else is needed to tell it, for ever. Pure.
 *
 * @param count how many records the judged entry has.
 */
export function releasedRecords(
  { releases }: Pick<Submission, "releases">,
  id: string,
  count: number,
): Ordinals | undefined {
  const index = releases.findIndex((release) => release.id === id);
  const release = releases[index];
  if (release === undefined) return undefined;
  const left = ordinalsIn(releases[index - 1]?.excluded) ?? ordinalsUpTo(count);
  return withoutOrdinals(left, ordinalsIn(release.excluded) ?? []);
}

const ordinalsIn = (text: string | undefined): Ordinals | undefined =>
  text === undefined ? undefined : parseOrdinals(text);

/** One digest for some records of a judged entry: their salted digests, in order. Pure. */
export function recordsDigest(
  records: readonly Pick<RecordDigest, "digest" | "position">[],
  some: Ordinals,
): string {
  const list = [...eachOrdinal(some)].map((ordinal) => {
    const { digest, position } = records[ordinal] as { digest: string; position: Position };
    return [ordinal, position.file, position.offset, digest];
  });
  return sha256(canonicalJson({ records: list, ordinals: formatOrdinals(some) }));
}
