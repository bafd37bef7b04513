import * as z from "zod";
import type { Json } from "../../core/expression/value.ts";
import { roles } from "../caller.ts";
import { canonicalJson } from "../digest.ts";
import { reasonCodes } from "../review/case.ts";
import { submissionStates } from "../review/submission.ts";
import { instantField, strictJson, told } from "./strict-json.ts";

/** https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md */
export const passPayloadType = "application/vnd.in-toto+json";
/** A statement larger than this is none: it lists decisions, at most `decisionsMax`, and no records. */
export const statementSizeMax = 128 * 1024;
/** An envelope with such a statement in base 64. */
export const passSizeMax = 2 * statementSizeMax;
/** Decisions that a pass lists; others are counted, so that the pass stays small. */
export const decisionsMax = 100;

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
const count = z.number().int().min(0);
const text = z.string().min(1).max(500);

/** Where our own fields stand in the predicate: a URI, as its specification wants of additions. */
export const releaseField = "urn:holdpoint:release:1";

/** What the gate says beside what every verification summary says. Nothing in it is of a person. */
const release = z.strictObject({
  /** Of this pass: what a recall list names. */
  pass: text,
  tenant: text,
  gate: text,
  gateVersion: text,
  subject: text,
  submission: text,
  ruleset: z.strictObject({ name: text, revision: text, engine: text }),
  verdict: z.enum(["pass", "hold", "block"]),
  /** Where the submission stood when the pass was issued. */
  state: z.enum(submissionStates),
  counts: z.strictObject({
    received: count,
    passed: count,
    held: count,
    blocked: count,
    unreadable: count,
  }),
  /** `whole`: the payload as it is, and every record in it. `part`: only the records of the tree. */
  kind: z.enum(["whole", "part"]),
  release: z.strictObject({ id: text, at: instantField, kind: z.enum(["auto", "whole", "part"]) }),
  /** Of the bytes that were judged. In a pass of kind `part` they may not go out as they are. */
  payload: z.strictObject({ sha256: hex64, sizeBytes: count }),
  /** RFC 9162: the leaves are the SHA-256 of each record's bytes, in the order of the payload. */
  records: z.strictObject({ count: z.number().int().min(1), merkleRoot: hex64 }),
  /** Of a large submission, whose payload is the manifest of its files. */
  run: z
    .strictObject({
      files: z.number().int().min(1),
      /**
       * In a pass of kind `part` the leaves of the tree are the lines of the list of all its records,
       * of which those may go out that have one of these verdicts.
       */
      list: z
        .strictObject({ records: z.number().int().min(1), verdicts: z.array(text).min(1).max(3) })
        .optional(),
    })
    .optional(),
  /** What was decided on until the release, by time. */
  decisions: z
    .array(
      z.strictObject({
        entry: text,
        at: instantField,
        rule: text,
        decision: text,
        reason: z.enum(reasonCodes),
        violations: count,
        by: z.array(z.enum(roles)),
        approvedBy: z.array(z.enum(roles)).optional(),
      }),
    )
    .max(decisionsMax),
  decisionsOmitted: count,
  validUntil: instantField,
});
export type ReleaseFields = z.output<typeof release>;

const digestSet = z.record(z.string(), z.string());
const resource = z.object({ uri: text, digest: digestSet });

// Elsewhere unknown fields are ignored, as in-toto demands:
// https://github.com/in-toto/attestation/blob/main/spec/v1/README.md#parsing-rules
const statementSchema = z.object({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.object({ name: text, digest: digestSet })).length(1),
  predicateType: z.literal("https://slsa.dev/verification_summary/v1"),
  predicate: z.object({
    verifier: z.object({ id: text }),
    timeVerified: instantField,
    resourceUri: text,
    policy: resource,
    inputAttestations: z.array(resource).min(1),
    verificationResult: z.enum(["PASSED", "FAILED"]),
    verifiedLevels: z.array(text).min(1),
    slsaVersion: text,
    [releaseField]: release,
  }),
});

/**
 * An in-toto statement that holds a verification summary of SLSA:
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md,
 * https://slsa.dev/spec/v1.1/verification_summary.
 */
export type Statement = z.output<typeof statementSchema>;

/** The name under which the root of a tree of records is a digest; see `docs/passes.md`. */
export const merkleDigest = "holdpoint_rfc9162_sha256";

/** The same of a tree over a list of records with their verdicts. */
export const listDigest = "holdpoint_run_records_rfc9162_sha256";

/** What a statement is made of. */
export interface StatementParts {
  readonly issuedAt: string;
  readonly release: ReleaseFields;
  /** SHA-256, hex, of the audit entries that judged and released. */
  readonly entries: readonly { readonly id: string; readonly sha256: string }[];
}

/** The statement of a pass. Deterministic. */
export function statementOf({ issuedAt, release: fields, entries }: StatementParts): Statement {
  const { tenant, gate, gateVersion, submission, kind, payload, records, ruleset, run } = fields;
  const treeDigest = run?.list === undefined ? merkleDigest : listDigest;
  return {
    _type: "https://in-toto.io/Statement/v1",
    // Whoever looks for the digest of a file finds it only where the whole file may go out.
    subject: [
      kind === "whole"
        ? { name: run ? "manifest" : "payload", digest: { sha256: payload.sha256 } }
        : { name: "released-records", digest: { [treeDigest]: records.merkleRoot } },
    ],
    predicateType: "https://slsa.dev/verification_summary/v1",
    predicate: {
      verifier: { id: urn("gate", tenant) },
      timeVerified: issuedAt,
      resourceUri: urn("submission", tenant, gate, submission),
      policy: {
        uri: urn("policy", tenant, gate, gateVersion),
        digest: { sha256: ruleset.revision },
      },
      inputAttestations: entries.map(({ id, sha256 }) => ({
        uri: urn("entry", tenant, id),
        digest: { sha256 },
      })),
      verificationResult: "PASSED",
      verifiedLevels: [levelOf(kind)],
      slsaVersion: "1.1",
      [releaseField]: fields,
    },
  };
}

const urn = (...names: readonly string[]): string =>
  `urn:holdpoint:${names.map(encodeURIComponent).join(":")}`;

const levelOf = (kind: ReleaseFields["kind"]): string =>
  kind === "whole" ? "HOLDPOINT_RELEASED" : "HOLDPOINT_RELEASED_IN_PART";

/** The bytes that are signed: equal statements give equal bytes. */
export const statementBytes = (statement: Statement): Uint8Array =>
  Buffer.from(canonicalJson(statement as unknown as Json), "utf8");

/** A statement, or why what was signed is none. */
export type ReadStatement =
  | { readonly ok: true; readonly statement: Statement; readonly release: ReleaseFields }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what a pass says, and refuses one that contradicts itself: what its own fields say must be
 * what the summary says that others read. Total.
 */
export function readStatement(bytes: Uint8Array): ReadStatement {
  const json = strictJson(bytes, "the statement", statementSizeMax);
  if (!json.ok) return json;
  const read = statementSchema.safeParse(json.value);
  if (!read.success) return { ok: false, problem: `it is no release pass: ${told(read.error)}` };
  const { predicate, subject } = read.data;
  const fields = predicate[releaseField];
  const { predicate: expected, subject: named } = statementOf({
    issuedAt: predicate.timeVerified,
    release: fields,
    entries: [],
  });
  const summary = { subject, ...pick(predicate) };
  if (canonicalJson(summary) !== canonicalJson({ subject: named, ...pick(expected) }))
    return { ok: false, problem: `its summary does not say what ${releaseField} says` };
  return { ok: true, statement: read.data, release: fields };
}

const pick = ({ verifier, resourceUri, policy, verifiedLevels }: Statement["predicate"]) => ({
  verifier,
  resourceUri,
  policy,
  verifiedLevels,
});
