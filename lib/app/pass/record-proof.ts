import * as z from "zod";
import type { Caller } from "../caller.ts";
import { GateError } from "../errors.ts";
import type { PassPorts } from "../review/command.ts";
import { submissionAt } from "../review/find-documents.ts";
import { getPass } from "./get-pass.ts";
import { inclusionPath } from "./merkle.ts";
import type { PassId } from "./pass.ts";
import { leavesOf, type ProvenRecord, provenRelease } from "./proven-release.ts";
import { notOut, proofInRun } from "./run-proof.ts";
import { strictJson, told } from "./strict-json.ts";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const proofSchema = z.strictObject({
  schema: z.literal("holdpoint/proof/1"),
  pass: z.string().max(100),
  record: z.strictObject({
    /** Where its bytes stand in the payload, or in a file of a run: its number, from 0. */
    file: count.optional(),
    offset: count,
    length: count.optional(),
    /** JSON Pointer (RFC 6901) into the payload; none in a file of a run. */
    pointer: z.string().max(1_000).optional(),
    /** SHA-256, hex, of these bytes. */
    sha256: hex64,
  }),
  /** Which of the records it is, in the order of the payload, from 0. */
  index: count,
  /** How many leaves the tree has: in a pass for a part of a run more than may go out. */
  count,
  /** The leaf itself, where it is a line of a run's list: canonical JSON. */
  line: z.string().max(10_000).optional(),
  /** Hex: RFC 9162, section 2.1.3.1, from the leaf upwards. */
  path: z.array(hex64).max(64),
});

/** Shows that one record is among those that a pass is for. Plain JSON. */
export type RecordProof = z.output<typeof proofSchema>;

/**
 * How a record is named: 64 hex digits are the SHA-256 of its bytes; what begins with `/` is a JSON
 * Pointer into the payload, and an empty text the whole; anything else is its natural key.
 */
export type RecordName = string;

/**
 * The proof that a record went out by a pass.
 *
 * @throws {GateError} `not_found` when it is not among the records of the pass; `conflict` when several
 * have this key (`ambiguous`), or the payload was erased (`evidence_erased`); `forbidden`.
 */
export async function recordProof(
  ports: PassPorts,
  query: { readonly caller: Caller; readonly pass: PassId; readonly record: RecordName },
): Promise<RecordProof> {
  const pass = await getPass(ports, query);
  const submission = await submissionAt(ports, pass.submission);
  const release = submission.releases.find(({ id }) => id === pass.release);
  if (release === undefined)
    throw new GateError("not_found", "the release of this pass is not there");
  const { list, run } = await provenRelease(ports, submission, release);
  if (list.of === "run")
    return proofInRun(ports, { pass: pass.id, record: query.record, index: list.index, run });
  const { records } = list;
  const index = indexOf(records, query.record);
  const { offset, length, pointer, sha256 } = records[index] as ProvenRecord;
  return {
    schema: "holdpoint/proof/1",
    pass: pass.id,
    record: { offset, length, pointer, sha256 },
    index,
    count: records.length,
    path: inclusionPath(leavesOf(records), index).map((hash) => Buffer.from(hash).toString("hex")),
  };
}

/** Of records with equal bytes any one stands for all; of records with one key none does. */
function indexOf(records: readonly ProvenRecord[], name: RecordName): number {
  const isDigest = /^[0-9a-f]{64}$/.test(name);
  const isPointer = name === "" || name.startsWith("/");
  const isMeant = ({ sha256, pointer, key }: ProvenRecord): boolean =>
    isDigest ? sha256 === name : isPointer ? pointer === name : key === name;
  const index = records.findIndex(isMeant);
  if (index === -1) throw notOut();
  if (!isDigest && records.findLastIndex(isMeant) !== index)
    throw new GateError(
      "conflict",
      "several records have this key: name the one by its JSON Pointer",
      {
        reason: "ambiguous",
      },
    );
  return index;
}

/** A proof, or why what was given is none. */
export type ReadProof =
  | { readonly ok: true; readonly proof: RecordProof }
  | { readonly ok: false; readonly problem: string };

/** Reads a proof that somebody handed over. Total. */
export function readProof(input: Uint8Array | string | object): ReadProof {
  const text =
    typeof input === "string" || input instanceof Uint8Array ? input : JSON.stringify(input);
  const json = strictJson(text, "the proof", 64 * 1024);
  if (!json.ok) return json;
  const read = proofSchema.safeParse(json.value);
  if (read.success) return { ok: true, proof: read.data };
  return { ok: false, problem: `it is no proof: ${told(read.error)}` };
}
