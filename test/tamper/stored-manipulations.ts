import type { AuditEntry } from "../../lib/app/audit-entry.ts";
import { sha256 } from "../../lib/app/digest.ts";
import type { Random } from "../../lib/generate/random.ts";
import type { Touched } from "./export-manipulations.ts";
import type { OpenRows, StoredRow } from "./stored-homes.ts";

/** What a finding must name: entries, or the submissions of documents. */
export interface TouchedRow extends Touched {
  readonly submissions: readonly string[];
}

type StoredManipulation = (rows: OpenRows, random: Random) => Promise<TouchedRow | undefined>;

const touched = (...rows: readonly Pick<StoredRow, "kind" | "id">[]): TouchedRow => ({
  entries: rows.filter(({ kind }) => kind === "entry").map(({ id }) => id),
  submissions: rows.map(({ id }) => id.split(".")[0]!),
});

const pickOf = ({ rows }: OpenRows, random: Random, kind: StoredRow["kind"]) =>
  random.pick(rows.filter((row) => row.kind === kind));

/** Another value in some field, so that it is JSON still; what tells whose it is stays. */
function otherwise({ body }: StoredRow, random: Random): string {
  const value = JSON.parse(body) as Record<string, unknown>;
  const kept = ["id", "action", "schema", "submission", "at", "receivedAt"];
  const field = random.pick(Object.keys(value).filter((key) => !kept.includes(key)));
  const was = value[field];
  value[field] =
    typeof was === "number" ? was + 1 : typeof was === "string" ? `${was}x` : { forged: true };
  return JSON.stringify(value);
}

const changed =
  (kind: StoredRow["kind"], fits: boolean): StoredManipulation =>
  async (open, random) => {
    const row = pickOf(open, random, kind);
    await open.change(row, otherwise(row, random), fits);
    return touched(row);
  };

const removed =
  (kind: StoredRow["kind"]): StoredManipulation =>
  async (open, random) => {
    const row = pickOf(open, random, kind);
    await open.remove(row);
    return touched(row);
  };

/** Two entries, each in the other's place. */
const swapped: StoredManipulation = async (open, random) => {
  const [a, b] = [pickOf(open, random, "entry"), pickOf(open, random, "entry")];
  if (a.id === b.id || !a.id.includes(".") || !b.id.includes(".")) return undefined;
  await open.change(a, b.body, true);
  await open.change(b, a.body, true);
  return touched(a, b);
};

const inserted: StoredManipulation = async (open, random) => {
  const row = pickOf(open, random, "entry");
  const entry = JSON.parse(row.body) as AuditEntry;
  const [submission = ""] = row.id.split(".");
  const id = `${submission}.${sha256(`forged ${random.between(0, 1e9)}`).slice(0, 24)}`;
  const at = entry.action === "submission.judged" ? entry.receivedAt : entry.at;
  const made = {
    ...{ schema: "holdpoint/audit/1", action: "decision.made", id, at, tenant: "acme" },
    ...{ by: entry.by, submission, command: sha256("forged"), facts: {} },
  };
  await open.insert(made as AuditEntry);
  return { entries: [id], submissions: [submission] };
};

/** The last entries of the store. */
const cut: StoredManipulation = async (open, random) => {
  const entries = open.rows.filter(({ kind }) => kind === "entry");
  const last = entries.slice(-random.between(1, 3));
  for (const row of last) await open.remove(row);
  return touched(...last);
};

/** What somebody may do to rows, with whatever rights it takes, by name. */
export const storedManipulations: Readonly<Record<string, StoredManipulation>> = {
  "an entry changed": changed("entry", false),
  "an entry changed, and its digest": changed("entry", true),
  "an entry deleted": removed("entry"),
  "two entries swapped": swapped,
  "an entry inserted": inserted,
  "the last entries deleted": cut,
  "a document changed": changed("document", true),
  "a document deleted": removed("document"),
};
