import { createHash } from "node:crypto";
import type { ActionId } from "../../app/audit-entry.ts";
import type { EarlierRun } from "../../app/history/earlier-run.ts";
import type { Parcel } from "../../app/message.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import type { ReferenceKey } from "../../core/subject.ts";

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Where things lie in the one table. Every leading key begins with its family, so that policies can
 * tell families apart: `AUDIT#` may be put but never updated or deleted.
 */
export const auditPk = (id: SubmissionId): string => `AUDIT#${id}`;
export const dossierPk = (id: SubmissionId): string => `DOSSIER#${id}`;

/** The first item of a document, and those that hold what did not fit it. */
export const headSk = "0000";
export const partSk = (part: number): string => String(part).padStart(4, "0");

/** Actions stand beside the entry of judging, and behind its parts. */
export const actionSkPrefix = "ACTION#";
const deployment = "deployment";

/** What is of no submission is spread over 256 leading keys. */
export function actionKeyOf(id: ActionId): Key {
  const [subject, own = ""] = splitAt(id);
  const pk = auditPk(subject === deployment ? `${deployment}#${own.slice(0, 2)}` : subject);
  return { pk, sk: actionSkPrefix + id };
}

/** All that changes of a submission lies under one leading key: one query tells how it stands. */
export const reviewPk = (id: SubmissionId): string => `REVIEW#${id}`;
export const submissionSk = "SUBMISSION";
export const reviewPrefixes = {
  case: "CASE#",
  approval: "APPROVAL#",
  pass: "PASS#",
  run: "RUN#",
  letter: "LETTER#",
} as const;

/** Where a document with an id of its own lies, `{submission}.{16 hex}`. */
export const reviewKeyOf = (of: keyof typeof reviewPrefixes, id: string): Key => ({
  pk: reviewPk(splitAt(id)[0]),
  sk: reviewPrefixes[of] + id,
});

/** Busy lists and the outbox are spread by a submission's first digit, so that no key is hot. */
export const shards: readonly string[] = [..."0123456789abcdef"];
export const shardOf = (submission: SubmissionId): string => submission.charAt(0);

/** Lists of what is to be done. What stands first in a list has the smallest sort key. */
export const queuePk = (gate: string, shard: string): string => `QUEUE#${gate}#${shard}`;
export const heldPk = (gate: string, shard: string): string => `HELD#${gate}#${shard}`;
export const approvalsPk = (gate: string): string => `APPROVALS#${gate}`;
export const recallsPk = "RECALLS";
export const runsPk = (shard: string): string => `RUNS#${shard}`;
/** The dead letters; those of no submission are under one shard, which only strangers fill. */
export const lettersPk = (shard: string): string => `LETTERS#${shard}`;

/** Earlier runs of a gate by kind, then day; what was counted of each lies apart, in several items. */
export const historyPk = (gate: string): string => `HISTORY#${gate}`;
export const historySk = ({ kind, releasedOn, releasedAt, id }: EarlierRun): string =>
  `${kind}#${releasedOn}#${releasedAt === "" ? "" : new Date(releasedAt).toISOString()}#${id}`;
export const figuresPk = (run: string): string => `FIGURES#${run}`;

/** The keys that took over from each other: what is public of them, a row a rotation. */
export const signingKeysPk = "KEYS";

export const outboxPk = (shard: string): string => `OUTBOX#${shard}`;
export const outboxPkPrefix = "OUTBOX#";

/** By age within a shard: what waits longest comes first. */
export const outboxKeyOf = ({ submission, index, storedAt }: Parcel): Key => ({
  pk: outboxPk(shardOf(submission)),
  sk: `${storedAt}#${submission}#${partSk(index)}`,
});

/** A reference key is data, of any length and alphabet, so that its digest stands for it. */
export const referencePk = ({ table, key }: ReferenceKey): string =>
  `REFERENCE#${table}#${createHash("sha256").update(key).digest("hex")}`;
export const referenceTablesPk = "REFERENCES";

function splitAt(id: string): readonly [subject: string, own?: string] {
  const at = id.indexOf(".");
  return at === -1 ? [id] : [id.slice(0, at), id.slice(at + 1)];
}
