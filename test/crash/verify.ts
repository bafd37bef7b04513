import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gateFileName } from "../../lib/adapters/sqlite/gate-file.ts";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { mistakesIn } from "../support/accounting.ts";
import type { Chronicle } from "./client.ts";

/** What is in the folder in the end. */
export interface Found {
  readonly submissions: number;
  readonly actions: number;
  readonly cases: number;
  readonly passes: number;
  readonly mistakes: readonly string[];
}

/**
 * Compares what a folder holds with what was heard: each answer is there once, nothing is there that
 * nobody sent, every violation and record has its one place, and nothing is left on the way.
 *
 * @param shop whose submissions they are.
 */
export async function foundIn(
  folder: string,
  shop: string,
  { answered, abandoned, wrong }: Chronicle,
): Promise<Found> {
  const mistakes: string[] = [...wrong, ...damageIn(folder)];
  const store = await openGateStore(folder);
  const stored = entriesIn(folder);
  const judged = new Set(stored.filter(({ action }) => action === "submission.judged").map(idOf));
  const keys = [...answered.values()].map(({ sent }) => sent);
  const submitted = (list: readonly { readonly path: string; readonly key: string }[]) =>
    list
      .filter(({ path }) => path.endsWith("/submissions"))
      .map(({ key }) => submissionIdOf("marks", shop, key));
  const [heard, unheard] = [submitted(keys), submitted([...abandoned.values()])];
  for (const id of heard) if (!judged.has(id)) mistakes.push(`${id} was answered, and is gone`);
  for (const id of judged)
    if (!heard.includes(id) && !unheard.includes(id)) mistakes.push(`nobody sent ${id}`);
  const ids = stored.map(idOf);
  if (new Set(ids).size !== ids.length) mistakes.push("an entry is there twice");
  const there = new Set(ids);
  for (const { sent, text } of answered.values()) {
    const entry = sent.path.endsWith("/submissions") ? undefined : JSON.parse(text).entry;
    if (entry !== undefined && !there.has(entry.id))
      mistakes.push(`${sent.path} was answered with ${entry.id}, which is gone`);
  }
  for (const id of judged) mistakes.push(...(await mistakesIn(store, id)));
  const left = await store.outbox.pending("2999", 10);
  if (left.length > 0) mistakes.push(`${left.length} parcels were never sent`);
  const dead = await store.queue.dead(10);
  for (const { body } of [...dead, ...(await store.letters.dead(10))])
    mistakes.push(`dead: ${body}`);
  const queued = await store.queue.receive(10, 1);
  if (queued.length > 0) mistakes.push(`${queued.length} messages were never consumed`);
  await store.close();
  return {
    submissions: judged.size,
    actions: stored.length - judged.size,
    cases: countIn(folder, "cases"),
    passes: countIn(folder, "passes"),
    mistakes,
  };
}

const idOf = ({ id }: { readonly id: string }): string => id;

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
