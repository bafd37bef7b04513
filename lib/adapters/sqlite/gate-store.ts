import { MessageChannel, type MessagePort } from "node:worker_threads";
import type {
  Approvals,
  Audits,
  Cases,
  Clock,
  DeadLetters,
  EarlierRuns,
  Outbox,
  Passes,
  Runs,
  SigningKeys,
  Submissions,
  Violations,
} from "../../app/ports.ts";
import { systemClock } from "../system/clock.ts";
import type { LocalQueue } from "../work-queue.ts";
import { sqliteAudits } from "./audits.ts";
import { type Beside, backUp } from "./backup.ts";
import { committerInThread } from "./committer-in-thread.ts";
import {
  sqliteApprovals,
  sqliteCases,
  sqliteDeadLetters,
  sqlitePasses,
  sqliteRuns,
  sqliteSubmissions,
} from "./documents.ts";
import { sqliteEarlierRuns } from "./earlier-runs.ts";
import { type EntryRows, sqliteEntryRows } from "./entry-rows.ts";
import { lockFolder } from "./folder-lock.ts";
import { openToRead, prepareFolder, prepareGateFile } from "./gate-file.ts";
import { toldOf } from "./gate-refusals.ts";
import { queuedViolations, sqliteOutbox } from "./outbox.ts";
import { cleaner } from "./payload-files.ts";
import { type KeptPlans, sqlitePlans } from "./plans.ts";
import { type Reader, readerOn } from "./reader.ts";
import { sqliteSigningKeys } from "./signing-keys.ts";
import { sqliteWorkQueue } from "./work-queue.ts";
import { type Committer, groupingWriter, type Writer } from "./writer.ts";
import { writeFor, writerElsewhere } from "./writer-elsewhere.ts";

/** All ports of a gate on one folder: a database, large payloads, private keys. */
export interface GateStore {
  readonly audits: Audits;
  readonly entries: EntryRows;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly approvals: Approvals;
  readonly passes: Passes;
  readonly runs: Runs;
  readonly earlierRuns: EarlierRuns;
  readonly letters: DeadLetters;
  readonly keys: SigningKeys;
  readonly outbox: Outbox;
  readonly plans: KeptPlans;
  readonly queue: LocalQueue;
  readonly violations: Violations;
  /** A port by which another thread of this process writes here: see `openStoreElsewhere`. */
  lend(): MessagePort;
  /** Copies all but the private keys into a new folder, while the gate runs: see `backUp`. */
  backup(path: string, beside?: Beside): Promise<void>;
  /** Writes what was given so far, then lets the folder go. Idempotent. */
  close(): Promise<void>;
}

export interface GateStoreOptions {
  /** By which messages of the queue are hidden and come again; the machine's when absent. */
  readonly clock?: Clock;
  /** Where commits are made: in a thread of their own when absent. */
  readonly committer?: (folder: string) => Committer;
}

/**
 * Opens the store of a gate; a folder that is not there is made, and tables of an earlier version
 * are brought up to this one, with a copy kept. One process at a time has a folder.
 *
 * @throws {GateError} `unavailable` when another process has it, or it cannot be written or is
 * damaged; `invalid` when it is not a gate's, or a newer Holdpoint's.
 */
export async function openGateStore(
  folder: string,
  { clock = systemClock, committer = committerInThread }: GateStoreOptions = {},
): Promise<GateStore> {
  const closing: (() => void | Promise<void>)[] = [];
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= (async () => {
      for (const step of closing.reverse()) await step();
    })();
    return closed;
  };
  try {
    prepareFolder(folder);
    const lock = lockFolder(folder);
    closing.push(lock.release);
    prepareGateFile(folder);
    const writer = groupingWriter(committer(folder));
    closing.push(writer.close); // after all who read, so that it leaves everything in one file
    const db = openToRead(folder);
    closing.push(() => db.close());
    const reader = readerOn(db);
    closing.push(cleaner(folder, reader));
    // Nobody else has the folder, so that whoever took a message and kept it is dead.
    await writer.write({ kind: "queue-give-back", nowMs: Date.parse(clock.now()) });
    const keys = await sqliteSigningKeys(reader, writer, folder, clock.now);
    const ports = portsOf({ folder, reader, writer, clock });
    const appends = outstanding(ports.audits.append);
    closing.push(appends.settled);
    const audits = { ...ports.audits, append: appends.call };
    const lend = (): MessagePort => {
      const { port1, port2 } = new MessageChannel();
      writeFor(port1, writer);
      return port2;
    };
    return {
      ...ports,
      audits,
      keys,
      lend,
      backup: (path, beside) => backUp(folder, path, beside),
      close,
    };
  } catch (error) {
    await close();
    throw toldOf(error);
  }
}

/** A function, and when all its calls so far are done: what was given is on its way before it is written. */
function outstanding<Args extends unknown[]>(call: (...args: Args) => Promise<void>) {
  const begun = new Set<Promise<void>>();
  return {
    call: (...args: Args): Promise<void> => {
      const calling = call(...args);
      begun.add(calling);
      const done = (): boolean => begun.delete(calling);
      calling.then(done, done);
      return calling;
    },
    settled: async (): Promise<void> => {
      await Promise.allSettled(begun);
    },
  };
}

/** What another thread has of a store. */
export type LentStore = Omit<GateStore, "keys" | "lend" | "backup" | "close">;

/**
 * The store of a folder that another thread of this process has opened: what is read is read here,
 * and what is written is written there.
 *
 * @param port what `lend` gave.
 */
export function openStoreElsewhere(folder: string, port: MessagePort): LentStore {
  const reader = readerOn(openToRead(folder));
  return portsOf({ folder, reader, writer: writerElsewhere(port), clock: systemClock });
}

function portsOf(its: {
  readonly folder: string;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly clock: Clock;
}): LentStore {
  const { folder, reader, writer, clock } = its;
  const queue = sqliteWorkQueue(reader, writer, () => Date.parse(clock.now()));
  return {
    audits: sqliteAudits(reader, writer, folder),
    entries: sqliteEntryRows(reader),
    submissions: sqliteSubmissions(reader),
    cases: sqliteCases(reader),
    approvals: sqliteApprovals(reader),
    passes: sqlitePasses(reader),
    runs: sqliteRuns(reader),
    earlierRuns: sqliteEarlierRuns(reader),
    letters: sqliteDeadLetters(reader),
    outbox: sqliteOutbox(reader, writer),
    plans: sqlitePlans(reader, writer),
    queue,
    violations: queuedViolations(queue),
  };
}
