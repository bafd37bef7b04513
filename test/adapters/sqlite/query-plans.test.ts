import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteAudits } from "../../../lib/adapters/sqlite/audits.ts";
import {
  sqliteApprovals,
  sqliteCases,
  sqliteDeadLetters,
  sqlitePasses,
  sqliteRuns,
  sqliteSubmissions,
} from "../../../lib/adapters/sqlite/documents.ts";
import { prepareFolder, prepareGateFile } from "../../../lib/adapters/sqlite/gate-file.ts";
import { sqliteOutbox } from "../../../lib/adapters/sqlite/outbox.ts";
import { performer } from "../../../lib/adapters/sqlite/perform.ts";
import { sqlitePlans } from "../../../lib/adapters/sqlite/plans.ts";
import { type Reader, readerOn } from "../../../lib/adapters/sqlite/reader.ts";
import { sqliteWorkQueue } from "../../../lib/adapters/sqlite/work-queue.ts";
import type { Writer } from "../../../lib/adapters/sqlite/writer.ts";
import { folderWith } from "../../support/cli.ts";

/** What looks through an index of a few rows alone: of the queue those that are dead. */
const ofFew = /USING INDEX queue_dead$/;

/** Tables that grow with what a gate does; keys and plans are a handful. */
const growing = /\b(entries|dossiers|submissions|cases|approvals|passes|outbox|queue)\b/;

const folder = join(folderWith(), "gate");
prepareFolder(folder);
prepareGateFile(folder);
const db = new DatabaseSync(join(folder, "gate.db"));
afterAll(() => db.close());

/** Every statement that adapters and writer have, by doing everything once on an empty store. */
async function statements(): Promise<readonly string[]> {
  const found = new Set<string>();
  const real = readerOn(db);
  const reader: Reader = {
    row: (sql, ...values) => {
      found.add(sql);
      return real.row(sql, ...values);
    },
    rows: (sql, ...values) => {
      found.add(sql);
      return real.rows(sql, ...values);
    },
  };
  const writer = { write: async () => [] } as unknown as Writer;
  performer({
    prepare: (sql: string) => {
      found.add(sql);
      return db.prepare(sql);
    },
  } as DatabaseSync);
  const at = "2026-11-22T10:00:00.000Z";
  const audits = sqliteAudits(reader, writer, folder);
  const plans = sqlitePlans(reader, writer);
  const queue = sqliteWorkQueue(reader, writer, () => 0);
  await Promise.all([
    ...[audits.find, audits.dossier, audits.action, audits.trail].map((ask) => ask("id")),
    ...[
      sqliteSubmissions,
      sqliteCases,
      sqliteApprovals,
      sqlitePasses,
      sqliteRuns,
      sqliteDeadLetters,
    ].map((port) => port(reader).find("id")),
    ...[sqliteCases, sqliteApprovals, sqlitePasses, sqliteDeadLetters].map((port) =>
      port(reader).of("id"),
    ),
    sqliteRuns(reader).unfinished(1),
    sqliteDeadLetters(reader).dead(1),
    sqliteSubmissions(reader).held("order", 1),
    sqliteCases(reader).waiting("order", 1),
    sqliteApprovals(reader).pending("order", 1),
    sqlitePasses(reader).recalled(at),
    sqliteOutbox(reader, writer).pending(at, 1),
    ...[plans.active("order", at), plans.past("order", "00", "00"), plans.gates()],
    ...[queue.receive(1, 1), queue.dead(1)],
  ]);
  return [...found];
}

test("no statement looks through a table that grows: each finds its rows by an index", async () => {
  const all = await statements();
  const scans: string[] = [];
  for (const sql of all) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    for (const { detail } of steps)
      if (
        /^SCAN/.test(String(detail)) &&
        growing.test(String(detail)) &&
        !ofFew.test(String(detail))
      )
        scans.push(`${detail}: ${sql}`);
  }
  expect(all.length).toBeGreaterThan(35);
  expect(scans).toEqual([]);
});

test("work lists come in order from their index, without sorting", async () => {
  const lists = (await statements()).filter((sql) =>
    /ORDER BY (due|stored_at|visible_at)/.test(sql),
  );
  expect(lists).toHaveLength(7);
  for (const sql of lists) {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(steps.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH \w+ USING (INDEX \w+_(due|live)|PRIMARY KEY)/),
    ]);
  }
});
