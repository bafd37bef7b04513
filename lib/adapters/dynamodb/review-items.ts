import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Changes, Unchanged } from "../../app/changes.ts";
import { GateError } from "../../app/errors.ts";
import type { LargeRun } from "../../app/large-run/run.ts";
import type { DeadLetter } from "../../app/letters/dead-letter.ts";
import type { Pass } from "../../app/pass/pass.ts";
import type { Approval } from "../../app/review/approval.ts";
import type { Case } from "../../app/review/case.ts";
import type { Submission } from "../../app/review/submission.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import { documentSizeMaxBytes } from "../transaction-bounds.ts";
import type { Item } from "./documents.ts";
import {
  approvalsPk,
  heldPk,
  type Key,
  lettersPk,
  queuePk,
  recallsPk,
  reviewKeyOf,
  reviewPk,
  reviewPrefixes,
  runsPk,
  shardOf,
  submissionSk,
} from "./keys.ts";
import { itemsUnder } from "./query.ts";
import { onlyNew, type Write } from "./transaction.ts";

/** A document at its new version: where it lies, and in which list, where it is in one now. */
export interface Kept {
  readonly key: Key;
  readonly version: number;
  readonly document: Submission | Case | Approval | Pass | LargeRun | DeadLetter;
  /** Where it stands in its list when it is in it; it can be told whether it is or not. */
  readonly place: Key;
  readonly isListed: boolean;
}

/** The documents of changes, as they are kept. */
export const keptOf = (changes: Changes): readonly Kept[] => [
  ...(changes.submissions ?? []).map(keptSubmission),
  ...(changes.cases ?? []).map(keptCase),
  ...(changes.approvals ?? []).map(keptApproval),
  ...(changes.passes ?? []).map(keptPass),
  ...(changes.runs ?? []).map(keptRun),
  ...(changes.letters ?? []).map(keptLetter),
];

/** Held or partly released: the longest waiting first. */
const keptSubmission = (document: Submission): Kept => ({
  key: { pk: reviewPk(document.id), sk: submissionSk },
  version: document.version,
  document,
  place: {
    pk: heldPk(document.gate, shardOf(document.id)),
    sk: `${instant(document.receivedAt)}#${document.id}`,
  },
  isListed: document.state === "held" || document.state === "partially_released",
});

/** Waiting for somebody: the first to be due first. */
const keptCase = (document: Case): Kept => ({
  key: reviewKeyOf("case", document.id),
  version: document.version,
  document,
  place: {
    pk: queuePk(document.gate, shardOf(document.submission)),
    sk: `${instant(document.deadline)}#${document.id}`,
  },
  isListed: ["open", "assigned", "info_requested"].includes(document.state),
});

/** Pending: the first to expire first. */
const keptApproval = (document: Approval): Kept => ({
  key: reviewKeyOf("approval", document.id),
  version: document.version,
  document,
  place: {
    pk: approvalsPk(document.gate),
    sk: `${instant(document.expiresAt)}#${document.id}`,
  },
  isListed: document.state === "pending",
});

/** Recalled: by the end of their validity, after which nobody has to know. */
const keptPass = (document: Pass): Kept => ({
  key: reviewKeyOf("pass", document.id),
  version: document.version,
  document,
  place: { pk: recallsPk, sk: `${instant(document.validUntil)}#${document.id}` },
  isListed: document.recalled !== undefined,
});

/** Not at its end: the first to expire first. */
const keptRun = (document: LargeRun): Kept => ({
  key: reviewKeyOf("run", document.id),
  version: document.version,
  document,
  place: {
    pk: runsPk(shardOf(document.id)),
    sk: `${instant(document.expiresAt)}#${document.id}`,
  },
  isListed: document.state === "open" || document.state === "judging",
});

/** Dead: the oldest first. */
const keptLetter = (document: DeadLetter): Kept => ({
  key: reviewKeyOf("letter", document.id),
  version: document.version,
  document,
  place: {
    pk: lettersPk(shardOf(document.id)),
    sk: `${instant(document.diedAt)}#${document.id}`,
  },
  isListed: document.state === "dead",
});

/** However an instant is written, its text sorts as time does. */
export const instant = (text: string): string => new Date(text).toISOString();

/**
 * A document over exactly the version before it, and its list with it: a copy stands there while it
 * is listed. `elsewhere` is where it was listed before, should that not be its place.
 */
export function writesOf(kept: Kept, elsewhere?: Key): readonly Write[] {
  const { key, version, document, place, isListed } = kept;
  const text = JSON.stringify(document);
  const item: Item = { ...key, version, document: text, ...(isListed && { listed: place.sk }) };
  refuseLarge(item.sk, text);
  const list: readonly Write[] = isListed
    ? [{ kind: "put", item: { ...place, document: text } }]
    : version === 1
      ? []
      : [{ kind: "delete", key: place }];
  return [
    { kind: "put", item, only: overVersion(version - 1, (elsewhere ?? place).sk) },
    ...list,
    ...(elsewhere === undefined ? [] : [{ kind: "delete", key: elsewhere } as const]),
  ];
}

/** Only the list's entry that is known is taken out: another would stay for ever. */
const overVersion = (before: number, listed: string) =>
  before === 0
    ? onlyNew
    : {
        expression: "#version = :before AND (attribute_not_exists(listed) OR listed = :listed)",
        names: { "#version": "version" },
        values: { ":before": before, ":listed": listed },
      };

/** That a document is still as it was read. */
export const checkOf = ({ of, id, version }: Unchanged): Write => ({
  kind: "check",
  key: of === "submission" ? { pk: reviewPk(id), sk: submissionSk } : reviewKeyOf(of, id),
  only: {
    expression: "#version = :version",
    names: { "#version": "version" },
    values: { ":version": version },
  },
});

/** @throws {GateError} `too_large` when a text is beyond what one item takes. */
export function refuseLarge(name: string, text: string): void {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= documentSizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `what would be stored of ${name} is ${sizeBytes} bytes, and at most ` +
      `${documentSizeMaxBytes} are: write less`,
  );
}

/** The document that an item of a submission or of a list carries. */
export const documentIn = <Document>(item: Item): Document =>
  JSON.parse(item["document"] as string) as Document;

/** Documents of one submission: as many as people and rules make, so that a page or two has them. */
const documentsMax = 100_000;

/** All of a kind of one submission, by id; strongly consistent. */
export async function documentsOf<Document>(
  documents: DynamoDBDocumentClient,
  table: string,
  of: keyof typeof reviewPrefixes,
  submission: SubmissionId,
): Promise<readonly Document[]> {
  const range = { prefix: reviewPrefixes[of], itemsMax: documentsMax };
  const items = await itemsUnder(documents, table, reviewPk(submission), range);
  return items.map(documentIn<Document>);
}
