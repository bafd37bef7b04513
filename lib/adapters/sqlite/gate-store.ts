import type {
  Approvals,
  Audits,
  Cases,
  Clock,
  Outbox,
  Passes,
  SigningKeys,
  Submissions,
  Violations,
} from "../../app/ports.ts";
import { systemClock } from "../system/clock.ts";
import type { WorkQueue } from "../work-queue.ts";
import { sqliteAudits } from "./audits.ts";
import { backUp } from "./backup.ts";
import { sqliteApprovals, sqliteCases, sqlitePasses, sqliteSubmissions } from "./documents.ts";
import { lockFolder } from "./folder-lock.ts";
import { openToRead, prepareFolder, prepareGateFile } from "./gate-file.ts";
import { telling, toldOf } from "./gate-refusals.ts";
import { queuedViolations, sqliteOutbox } from "./outbox.ts";
import { removeLeftovers } from "./payload-files.ts";
import { type KeptPlans, sqlitePlans } from "./plans.ts";
import { readerOn } from "./reader.ts";
import { sqliteSigningKeys } from "./signing-keys.ts";
import { sqliteWorkQueue } from "./work-queue.ts";
import { writerHere } from "./writer.ts";

/** All ports of a gate on one folder: a database, large payloads, private keys. */
export interface GateStore {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly approvals: Approvals;
  readonly passes: Passes;
  readonly keys: SigningKeys;
  readonly outbox: Outbox;
  readonly plans: KeptPlans;
  readonly queue: WorkQueue;
  readonly violations: Violations;
  /** Copies all but the private keys into a new folder, while the gate runs: see `backUp`. */
  backup(path: string): Promise<void>;
  /** Writes what was given so far, then lets the folder go. Idempotent. */
  close(): Promise<void>;
}

export interface GateStoreOptions {
  /** By which messages of the queue are hidden and come again; the machine's when absent. */
  readonly clock?: Clock;
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
  { clock = systemClock }: GateStoreOptions = {},
): Promise<GateStore> {
  const lock = telling(() => {
    prepareFolder(folder);
    return lockFolder(folder);
  });
  try {
    prepareGateFile(folder);
    const startedMs = Date.now();
    const db = openToRead(folder);
    const reader = readerOn(db);
    const writer = writerHere(folder);
    const queue = sqliteWorkQueue(reader, writer, () => Date.parse(clock.now()));
    let isOver = false;
    const cleaned = removeLeftovers(folder, {
      beforeMs: startedMs,
      isNamed: (name) =>
        reader.row("SELECT 1 FROM dossiers WHERE payload_file = ?", name) !== undefined,
      isOver: () => isOver,
    }).catch(() => 0); // leftovers harm nobody: the next start tries again
    const end = async (): Promise<void> => {
      isOver = true;
      await cleaned;
      db.close();
      await writer.close(); // last of all, so that it leaves everything in one file
      lock.release();
    };
    let ending: Promise<void> | undefined;
    return {
      audits: sqliteAudits(reader, writer, folder),
      submissions: sqliteSubmissions(reader),
      cases: sqliteCases(reader),
      approvals: sqliteApprovals(reader),
      passes: sqlitePasses(reader),
      keys: await sqliteSigningKeys(reader, writer, folder, clock.now),
      outbox: sqliteOutbox(reader, writer),
      plans: sqlitePlans(reader, writer),
      queue,
      violations: queuedViolations(queue),
      backup: (path) => backUp(folder, path),
      close: () => {
        ending ??= end();
        return ending;
      },
    };
  } catch (error) {
    lock.release();
    throw toldOf(error);
  }
}
