import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openToWrite, prepareGateFile } from "../../../lib/adapters/sqlite/gate-file.ts";
import { gateSchema } from "../../../lib/adapters/sqlite/gate-schema.ts";
import { openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { folderWith } from "../../support/cli.ts";
import { sampleWriting } from "../../support/sample-submission.ts";

/** Steps that a later Holdpoint might have. */
const more = [
  { about: "notes", sql: "CREATE TABLE notes (entry TEXT, text TEXT) STRICT" },
  { about: "a note an entry", sql: "INSERT INTO notes SELECT id, 'migrated' FROM entries" },
  { about: "when", sql: "ALTER TABLE notes ADD COLUMN at TEXT" },
];
const all = [...gateSchema, ...more];
/** Files that were filled by this Holdpoint are of this version. */
const now = gateSchema.length;

const stateOf = (folder: string, file = "gate.db") => {
  const db = new DatabaseSync(join(folder, file), { readOnly: true });
  try {
    const one = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0];
    const hasNotes = one("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'") === 1;
    return {
      version: one("PRAGMA user_version"),
      entries: one("SELECT count(*) FROM entries"),
      notes: hasNotes ? one("SELECT count(*) FROM notes") : undefined,
    };
  } finally {
    db.close();
  }
};

async function filled(): Promise<string> {
  const folder = join(folderWith(), "gate");
  const store = await openGateStore(folder);
  const { entry, dossier } = sampleWriting("migrated");
  await store.audits.append(entry, { dossier });
  await store.close();
  return folder;
}

test("a file of an earlier version is brought up step by step, and a copy of it is kept", async () => {
  const folder = await filled();
  prepareGateFile(folder, all);
  expect(stateOf(folder)).toEqual({ version: all.length, entries: 1, notes: 1 });
  expect(stateOf(folder, `gate.version-${now}.db`)).toEqual({ version: now, entries: 1 });
  prepareGateFile(folder, all);
  expect(stateOf(folder)).toEqual({ version: all.length, entries: 1, notes: 1 });
});

test.each([now + 1, now + 2])(
  "from version %i the steps that it lacks are done, and no others",
  async (from) => {
    const folder = await filled();
    prepareGateFile(folder, all.slice(0, from));
    prepareGateFile(folder, all);
    expect(stateOf(folder)).toEqual({ version: all.length, entries: 1, notes: 1 });
    expect(readdirSync(folder)).toContain(`gate.version-${from}.db`);
  },
);

test("a step that fails leaves the version before it, whole", async () => {
  const folder = await filled();
  const broken = { about: "broken", sql: "DELETE FROM notes; INSERT INTO nowhere VALUES (1)" };
  expect(() => prepareGateFile(folder, [...all.slice(0, now + 2), broken])).toThrow(
    /no such table/,
  );
  expect(stateOf(folder)).toEqual({ version: now + 2, entries: 1, notes: 1 });
  prepareGateFile(folder, all);
  expect(stateOf(folder)).toMatchObject({ version: all.length, notes: 1 });
});

test("a file of a newer Holdpoint is refused in a sentence, and left as it is", async () => {
  const folder = await filled();
  prepareGateFile(folder, all);
  await expect(openGateStore(folder)).rejects.toMatchObject({
    code: "invalid",
    message:
      `gate.db has version ${all.length}, and this Holdpoint knows versions up to ${now}: use the Holdpoint that ` +
      "wrote it last, or a newer one",
  });
  expect(stateOf(folder)).toEqual({ version: all.length, entries: 1, notes: 1 });
});

test("what is committed is synced, in a write-ahead log", async () => {
  const db = openToWrite(await filled());
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect(pragma("journal_mode")).toBe("wal");
  expect(pragma("synchronous")).toBe(2); // FULL
  expect(pragma("foreign_keys")).toBe(1);
  db.close();
});
