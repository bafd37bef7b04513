import { isObject } from "../../core/expression/value.ts";
import { sha256 } from "../digest.ts";
import { isIncluded } from "./merkle.ts";
import { type RecordProof, readProof } from "./record-proof.ts";
import type { ReleaseFields } from "./statement.ts";
import { strictJson } from "./strict-json.ts";
import { failed, ok, type PassCheck } from "./verification.ts";

/** What is about to go out. */
export type PassSubject =
  | { readonly payload: Uint8Array }
  | { readonly record: Uint8Array; readonly proof: RecordProof | Uint8Array | string };

/** Whether the pass is for these very bytes. */
export const checkSubject = (release: ReleaseFields, subject: PassSubject): PassCheck =>
  "payload" in subject
    ? checkPayload(release, subject.payload)
    : checkRecord(release, subject.record, subject.proof);

function checkPayload(
  { kind, payload, records, counts, run }: ReleaseFields,
  bytes: Uint8Array,
): PassCheck {
  if (sha256(bytes) !== payload.sha256)
    return failed("subject", "the payload is not the one that was judged: its SHA-256 differs");
  if (kind === "whole" && run !== undefined)
    return ok(
      "subject",
      `the manifest of ${run.files} files, each as its pieces say; records: ${records.count}`,
    );
  if (kind === "whole") return ok("subject", `the payload as it is; records: ${records.count}`);
  return failed(
    "subject",
    `only ${records.count} of its ${counts.received} records may go out, and not the payload as a ` +
      "whole: verify each record with its proof",
  );
}

function checkRecord(
  { pass, records, run }: ReleaseFields,
  bytes: Uint8Array,
  given: RecordProof | Uint8Array | string,
): PassCheck {
  const read = readProof(given);
  if (!read.ok) return failed("subject", read.problem);
  const { proof } = read;
  if (proof.pass !== pass) return failed("subject", `the proof is of the pass ${proof.pass}`);
  const digest = sha256(bytes);
  if (digest !== proof.record.sha256)
    return failed(
      "subject",
      "the record is not the one of the proof: its bytes must be as in the payload, " +
        `${proof.record.length ?? "all"} of them from ${proof.record.offset} on`,
    );
  const leaf = leafOf(proof, digest, run?.list?.verdicts);
  if (leaf === undefined)
    return failed(
      "subject",
      "the record is in the list of the run, but not as one that may go out: this pass is for " +
        `those that were judged ${run?.list?.verdicts.join(" or ")}`,
    );
  const isThere =
    proof.count === (run?.list?.records ?? records.count) &&
    isIncluded({
      leaf,
      index: proof.index,
      count: proof.count,
      path: proof.path.map((hash) => Buffer.from(hash, "hex")),
      root: Buffer.from(records.merkleRoot, "hex"),
    });
  if (isThere) return ok("subject", `record ${proof.index + 1} of ${proof.count}`);
  return failed(
    "subject",
    "the record is not among those that may go out: its proof does not lead to the root",
  );
}

/**
 * What stands in the tree: the digest of the record; or, of a part of a run, the line of its list,
 * which must be of this record, with a verdict that goes out. Undefined where it is not.
 */
function leafOf(
  { line }: RecordProof,
  digest: string,
  verdicts: readonly string[] | undefined,
): Uint8Array | undefined {
  if (verdicts === undefined) return Buffer.from(digest, "hex");
  const read = strictJson(line ?? "", "the line", 10_000);
  if (!read.ok || !isObject(read.value)) return undefined;
  const { digest: told, verdict } = read.value;
  const isOut = told === digest && typeof verdict === "string" && verdicts.includes(verdict);
  return isOut ? Buffer.from(line ?? "", "utf8") : undefined;
}
