import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { committerHere } from "../lib/adapters/sqlite/committer-here.ts";
import { committerInThread } from "../lib/adapters/sqlite/committer-in-thread.ts";
import { type GateStore, openGateStore } from "../lib/adapters/sqlite/gate-store.ts";
import { sampleSubmission } from "../test/support/sample-documents.ts";
import { sampleWriting } from "../test/support/sample-submission.ts";

/**
 * `npm run bench:store`: entries a second that the SQLite store appends, by where it commits, and how
 * long the thread that answers callers stands still meanwhile. Prints a table; rounds alternate, since
 * the machine is never quite quiet.
 */
const seconds = Number(process.env["SECONDS"] ?? 2);
const rounds = Number(process.env["ROUNDS"] ?? 3);

const tallies = Array.from({ length: 30 }, (_, n) => ({ id: `ORD-${n}`, passed: "1".repeat(60) }));
const payload = Buffer.alloc(1_500, "an order ");
let count = 0;

/** What is written of one order that thirty rules judged: some 10 kB. */
async function append({ audits }: GateStore): Promise<void> {
  const { entry, dossier, outbox } = sampleWriting(`bench ${count++}`, 1);
  const rules = tallies as never;
  await audits.append(
    { ...entry, rules },
    {
      dossier: { ...dossier, payload, report: { ...dossier.report, rules } },
      submissions: [sampleSubmission(entry.id)],
      outbox,
    },
  );
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the event loop's delay. */
  readonly loopP99: number;
}

/** As many at once as told, each beginning when one has ended. */
async function asFastAs(store: GateStore, atOnce: number): Promise<Measured> {
  const end = performance.now() + seconds * 1_000;
  return measured(async (timed) => {
    const caller = async (): Promise<void> => {
      while (performance.now() < end) await timed(() => append(store));
    };
    await Promise.all(Array.from({ length: atOnce }, caller));
  });
}

/** So many a second, whether those before have ended or not. */
async function atRate(store: GateStore, perSecond: number): Promise<Measured> {
  const start = performance.now();
  return measured(async (timed) => {
    const begun: Promise<void>[] = [];
    while (begun.length < perSecond * seconds) {
      const due = ((performance.now() - start) / 1_000) * perSecond;
      while (begun.length < due) begun.push(timed(() => append(store)));
      await sleep(1);
    }
    await Promise.all(begun);
  });
}

type Timed = (work: () => Promise<void>) => Promise<void>;

async function measured(work: (timed: Timed) => Promise<void>): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  const start = performance.now();
  delay.enable();
  await work(async (one) => {
    const from = performance.now();
    await one();
    times.push(performance.now() - from);
  });
  delay.disable();
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  const perSecond = times.length / ((performance.now() - start) / 1_000);
  return {
    perSecond: Math.round(perSecond),
    p50: quantile(0.5),
    p99: quantile(0.99),
    loopP99: delay.percentile(99) / 1e6,
  };
}

/** One insert a commit, and nothing else: what this disk gives. */
function bareInserts(folder: string): number {
  const db = new DatabaseSync(join(folder, "bare.db"));
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (body TEXT)");
  const insert = db.prepare("INSERT INTO t VALUES (?)");
  const end = performance.now() + seconds * 1_000;
  let inserts = 0;
  for (; performance.now() < end; inserts++) insert.run("x".repeat(10_000));
  db.close();
  return Math.round(inserts / seconds);
}

const homes = { "in the same thread": committerHere, "in a thread of its own": committerInThread };
const folder = mkdtempSync(join(tmpdir(), "holdpoint-bench-"));
console.log("commits | load | a second | p50 ms | p99 ms | loop p99 ms");
for (let round = 0; round < rounds; round++) {
  for (const [name, committer] of Object.entries(homes)) {
    const store = await openGateStore(join(folder, `${round} ${name}`), { committer });
    const runs = [
      ["1 at once", () => asFastAs(store, 1)],
      ["16 at once", () => asFastAs(store, 16)],
      ["64 at once", () => asFastAs(store, 64)],
      ["200 a second", () => atRate(store, 200)],
    ] as const;
    for (const [load, run] of runs) {
      const { perSecond, p50, p99, loopP99 } = await run();
      const figures = [p50, p99, loopP99].map((ms) => ms.toFixed(1));
      console.log([name, load, perSecond, ...figures].join(" | "));
    }
    await store.close();
  }
  console.log(`one bare insert a commit | 1 at once | ${bareInserts(folder)}`);
  rmSync(join(folder, "bare.db"));
}
rmSync(folder, { recursive: true });
