import { createHash } from "node:crypto";
import type { Parcel } from "../../app/message.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import type { ReferenceKey } from "../../core/subject.ts";

/**
 * Where things lie in the one table. Every leading key begins with its family, so that policies can
 * tell families apart: `AUDIT#` may be put but never updated or deleted.
 */
export const auditPk = (id: SubmissionId): string => `AUDIT#${id}`;
export const dossierPk = (id: SubmissionId): string => `DOSSIER#${id}`;

/** The first item of a document, and those that hold what did not fit it. */
export const headSk = "0000";
export const partSk = (part: number): string => String(part).padStart(4, "0");

/** Outboxes are spread over this many leading keys by the id's first digit, so that none is hot. */
export const outboxShards: readonly string[] = [..."0123456789abcdef"];
export const outboxPk = (shard: string): string => `OUTBOX#${shard}`;
export const outboxPkPrefix = "OUTBOX#";

/** By age within a shard: what waits longest comes first. */
export const outboxKeyOf = ({ submission, index, storedAt }: Parcel): Key => ({
  pk: outboxPk(submission.charAt(0)),
  sk: `${storedAt}#${submission}#${partSk(index)}`,
});

/** A reference key is data, of any length and alphabet, so that its digest stands for it. */
export const referencePk = ({ table, key }: ReferenceKey): string =>
  `REFERENCE#${table}#${createHash("sha256").update(key).digest("hex")}`;
export const referenceTablesPk = "REFERENCES";

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
