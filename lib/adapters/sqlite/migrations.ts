import type { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import { transaction } from "./database.ts";
import { gateApplicationId, type SchemaStep } from "./gate-schema.ts";

/**
 * Brings the tables of a gate's file up to the last of these steps, each in a transaction of its
 * own: a step that fails leaves the version before it. `keep` is called before the first step of a
 * file that has data.
 *
 * @throws {GateError} `invalid` for a file of another program or of a newer Holdpoint.
 */
export function migrate(
  db: DatabaseSync,
  steps: readonly SchemaStep[],
  keep: (version: number) => void,
): void {
  const version = versionOf(db, steps.length);
  if (version > 0 && version < steps.length) keep(version);
  for (const [index, { sql }] of [...steps.entries()].slice(version))
    transaction(db, () => {
      db.exec(sql);
      db.exec(`PRAGMA application_id = ${gateApplicationId}; PRAGMA user_version = ${index + 1}`);
    });
}

/** The version of a gate's file: how many steps made it; 0 where it is new. */
function versionOf(db: DatabaseSync, known: number): number {
  const [id, version] = [numberOf(db, "application_id"), numberOf(db, "user_version")];
  if (id === 0 && version === 0 && isEmpty(db)) return 0;
  if (id !== gateApplicationId)
    throw new GateError("invalid", "gate.db is a database, but not a gate's: name another folder");
  if (version > known)
    throw new GateError(
      "invalid",
      `gate.db has version ${version}, and this Holdpoint knows versions up to ${known}: use the ` +
        "Holdpoint that wrote it last, or a newer one",
    );
  return version;
}

function isEmpty(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function numberOf(db: DatabaseSync, pragma: "user_version" | "application_id"): number {
  const row = db.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
  return row[pragma] as number;
}
