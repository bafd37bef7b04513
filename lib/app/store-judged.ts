import type { JudgedEntry } from "./audit-entry.ts";
import type { Caller } from "./caller.ts";
import type { Changes, Dossier } from "./changes.ts";
import { documentChanges } from "./document-changes.ts";
import { countedRun } from "./history/earlier-run.ts";
import type { JudgedSubmission } from "./keep.ts";
import type { LargeRun } from "./large-run/run.ts";
import { parcelsOf } from "./message.ts";
import type { Change } from "./review/effects.ts";
import { type CorrectionPorts, correctionOf } from "./review/submissions/correction.ts";
import { submissionOf } from "./review/submissions/first-standing.ts";
import type { SentRecords } from "./review/submissions/sent-again.ts";

/** What is stored of a judged submission beside where it stands. */
export interface StoredWith {
  /** Without what it changes: that is told here. */
  readonly entry: JudgedEntry;
  readonly dossier: Dossier;
  readonly caller: Caller;
  readonly sent: SentRecords;
  /** The run that it came as. */
  readonly run?: Change<LargeRun> & { readonly before: LargeRun };
}

/**
 * Stores a judged submission in one transaction (law 2): its entry, where it stands, what it corrects,
 * and all messages. One try.
 *
 * @returns the entry as it was stored.
 * @throws {GateError} what correcting throws, and `conflict` where another try was first, or something
 * that it changes has moved.
 */
export async function storeJudged(
  ports: CorrectionPorts,
  judged: JudgedSubmission,
  { entry: judgedEntry, dossier, caller, sent, run }: StoredWith,
): Promise<JudgedEntry> {
  const correction = await correctionOf(ports, judged, caller, sent);
  const counted = countedRun(judged, dossier.salt);
  const submission = submissionOf(judged, judgedEntry, {
    ...(correction && { correction }),
    ...(counted && { countsAs: counted.countsAs }),
  });
  const changes: Changes = {
    dossier,
    ...(counted && submission.countsAs && { figures: [counted.figures] }),
    submissions: [submission, ...(correction ? [correction.superseded] : [])],
    ...(run && { runs: [run.after] }),
    outbox: [...parcelsOf(judged.messages), ...(correction?.outbox ?? [])],
  };
  const read = {
    submissions: correction ? [correction.earlier] : [],
    ...(run && { runs: [run.before] }),
  };
  const entry = { ...judgedEntry, ...documentChanges(changes, read) };
  await ports.audits.append(entry, changes);
  return entry;
}
