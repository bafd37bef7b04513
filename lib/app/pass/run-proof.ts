import type { Json } from "../../core/expression/value.ts";
import { canonicalJson } from "../digest.ts";
import { GateError } from "../errors.ts";
import { recordLines } from "../large-run/run-lists.ts";
import type { RunIndex } from "../large-run/run-objects.ts";
import type { RunRecord } from "../large-run/run-work.ts";
import type { Objects } from "../ports.ts";
import { inclusionPath } from "./merkle.ts";
import type { RecordProof } from "./record-proof.ts";
import type { ReleaseFields } from "./statement.ts";
import { unproven } from "./unproven.ts";

/** Records of a run among which one is looked for while somebody waits. */
const searchedMax = 1_000_000;

/** Which record of which run. */
export interface AskedOfRun {
  readonly pass: string;
  /** The SHA-256 of its bytes, or its natural key. */
  readonly record: string;
  readonly index: RunIndex;
  readonly run: ReleaseFields["run"];
}

/**
 * The proof that a record of a run went out by a pass, from the list of all its records.
 *
 * @throws {GateError} `not_found` when it is not among those that went out; `conflict`, reason `ambiguous`;
 * `too_large` where the list is too long to be gone through: whoever has the list can prove all of them.
 */
export async function proofInRun(
  { objects }: { readonly objects?: Objects },
  { pass, record: name, index: { records }, run }: AskedOfRun,
): Promise<RecordProof> {
  if (objects === undefined) throw unproven("this function does not see the lists of runs");
  if (records.count > searchedMax) throw tooMany(records.count);
  const isDigest = /^[0-9a-f]{64}$/.test(name);
  const verdicts = run?.list?.verdicts;
  const leaves: Uint8Array[] = [];
  const found: { readonly at: number; readonly record: RunRecord }[] = [];
  for await (const one of recordLines(objects, records.lists)) {
    const isMeant = isDigest ? one.digest === name : one.key === name;
    if (isMeant && (verdicts === undefined || verdicts.includes(one.verdict)))
      found.push({ at: leaves.length, record: one });
    leaves.push(verdicts === undefined ? Buffer.from(one.digest, "hex") : lineOf(one));
  }
  const [first, second] = found;
  if (first === undefined) throw notOut();
  if (second !== undefined && !isDigest) throw ambiguous();
  const { position, digest } = first.record;
  return {
    schema: "holdpoint/proof/1",
    pass,
    record: { file: position.file, offset: position.offset, sha256: digest },
    index: first.at,
    count: leaves.length,
    ...(verdicts && { line: lineOf(first.record).toString("utf8") }),
    path: inclusionPath(leaves, first.at).map((hash) => Buffer.from(hash).toString("hex")),
  };
}

const lineOf = (record: RunRecord): Buffer =>
  Buffer.from(canonicalJson(record as unknown as Json), "utf8");

const tooMany = (records: number): GateError =>
  new GateError(
    "too_large",
    `the run has ${records} records, and among at most ${searchedMax} one is looked for: read the ` +
      "run's list 'records', whose tree has the root that the pass names",
  );

/** The refusal of a record that is not among those of a pass. */
export const notOut = (): GateError =>
  new GateError("not_found", "the pass is for no record of this name: it did not go out by it");

const ambiguous = (): GateError =>
  new GateError("conflict", "several records have this key: name the one by its SHA-256", {
    reason: "ambiguous",
  });
