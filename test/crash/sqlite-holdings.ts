import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gateFileName } from "../../lib/adapters/sqlite/gate-file.ts";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import type { Holdings } from "./verify.ts";

/** What a data folder holds, read past the product where it can be. The store stays open for its ports. */
export async function sqliteHoldings(
  folder: string,
): Promise<{ readonly holdings: Holdings; readonly close: () => Promise<void> }> {
  const mistakes = [...damageIn(folder)];
  const store = await openGateStore(folder);
  const left = await store.outbox.pending("2999", 10);
  if (left.length > 0) mistakes.push(`${left.length} parcels were never sent`);
  const dead = await store.queue.dead(10);
  for (const { body } of dead) mistakes.push(`dead: ${body}`);
  const queued = await store.queue.receive(10, 1);
  if (queued.length > 0) mistakes.push(`${queued.length} messages were never consumed`);
  const holdings = {
    ports: store,
    entries: entriesIn(folder),
    cases: countIn(folder, "cases"),
    passes: countIn(folder, "passes"),
    mistakes,
  };
  return { holdings, close: store.close };
}

const read = <T>(folder: string, query: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(join(folder, gateFileName), { readOnly: true });
  try {
    return query(db);
  } finally {
    db.close();
  }
};

const damageIn = (folder: string): readonly string[] =>
  read(folder, (db) => db.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[])
    .map(({ integrity_check }) => integrity_check)
    .filter((text) => text !== "ok");

const entriesIn = (folder: string): readonly { readonly id: string; readonly action: string }[] =>
  read(folder, (db) => db.prepare("SELECT id, action FROM entries").all() as never);

const countIn = (folder: string, table: "cases" | "passes"): number =>
  read(folder, (db) => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n);
