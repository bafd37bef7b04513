import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import type { AuditEntry } from "../../lib/app/audit-entry.ts";
import { sha256 } from "../../lib/app/digest.ts";
import type { PassPorts } from "../../lib/app/review/command.ts";
import type { StoredEntries } from "../../lib/app/seal/verify/compare-stored.ts";

/** A stored row of an entry or a document: what somebody who has the database may change. */
export interface StoredRow {
  readonly kind: "entry" | "document";
  /** The entry's or document's id. */
  readonly id: string;
  readonly body: string;
}

/** Rows of a store that is open to whoever has its disk or its keys. */
export interface OpenRows {
  readonly rows: readonly StoredRow[];
  /** Puts another body in the place of a row's, with the digest that fits, or the old one. */
  change(row: StoredRow, body: string, fits: boolean): Promise<void>;
  remove(row: StoredRow): Promise<void>;
  /** Adds an entry to the trail of a submission. */
  insert(entry: AuditEntry): Promise<void>;
}

/** What a store says, read as the gate reads it. */
export const storedEntriesOf = (
  ports: Pick<PassPorts, "audits" | "submissions" | "cases" | "approvals" | "passes">,
): StoredEntries => ({
  entry: (id) => (id.includes(".") ? ports.audits.action(id) : ports.audits.find(id)),
  trail: async (id) => {
    const judged = await ports.audits.find(id);
    return [...(judged === undefined ? [] : [judged]), ...(await ports.audits.trail(id))];
  },
  documents: async (id) => ({
    submissions: [await ports.submissions.find(id)].filter((one) => one !== undefined),
    cases: await ports.cases.of(id),
    approvals: await ports.approvals.of(id),
    passes: await ports.passes.of(id),
  }),
});

const tables = ["submissions", "cases", "approvals", "passes"] as const;

/** A copy of a folder's database, without the triggers that guard it; then what it says. */
export async function onSqliteCopy(
  folder: string,
  tamper: (rows: OpenRows) => Promise<void>,
  look: (stored: StoredEntries) => Promise<void>,
): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), "holdpoint-tamper-"));
  try {
    cpSync(folder, copy, { recursive: true });
    const db = new DatabaseSync(join(copy, "gate.db"));
    db.exec(
      "DROP TRIGGER entries_are_new; DROP TRIGGER entries_stay; DROP TRIGGER entries_are_as_they_were; PRAGMA foreign_keys = OFF",
    );
    await tamper(sqliteRows(db));
    db.close();
    const store = await openGateStore(copy);
    try {
      await look(storedEntriesOf(store));
    } finally {
      await store.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function sqliteRows(db: DatabaseSync): OpenRows {
  const entries = db.prepare("SELECT id, body FROM entries ORDER BY number").all();
  const documents = tables.flatMap((table) =>
    db.prepare(`SELECT id, body, '${table}' AS place FROM ${table} ORDER BY id`).all(),
  );
  const rows = [...entries, ...documents].map((row): StoredRow & { readonly place: string } => ({
    kind: row["place"] === undefined ? "entry" : "document",
    id: String(row["id"]),
    body: String(row["body"]),
    place: String(row["place"] ?? "entries"),
  }));
  return {
    rows,
    change: async (row, body, fits) => {
      const { place } = row as (typeof rows)[number];
      db.prepare(`UPDATE ${place} SET body = ? WHERE id = ?`).run(body, row.id);
      if (fits && row.kind === "entry")
        db.prepare("UPDATE entries SET digest = ? WHERE id = ?").run(sha256(body), row.id);
    },
    remove: async (row) => {
      const { place } = row as (typeof rows)[number];
      db.prepare(`DELETE FROM ${place} WHERE id = ?`).run(row.id);
    },
    insert: async (entry) => {
      const body = JSON.stringify(entry);
      const at = entry.action === "submission.judged" ? entry.receivedAt : entry.at;
      const submission = entry.action === "submission.judged" ? null : (entry.submission ?? null);
      db.prepare(
        "INSERT INTO entries (id, action, at, submission, digest, body) VALUES (?, ?, ?, ?, ?, ?)",
      ).run(entry.id, entry.action, at, submission, sha256(body), body);
    },
  };
}

type TableItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Changes items of a table, and afterwards puts back what was there. */
export async function onTable(
  documents: DynamoDBDocumentClient,
  table: string,
  tamper: (rows: OpenRows) => Promise<void>,
  look: () => Promise<void>,
): Promise<void> {
  const items = await allItems(documents, table);
  const put = (Item: TableItem) => documents.send(new PutCommand({ TableName: table, Item }));
  const take = ({ pk, sk }: TableItem) =>
    documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
  const undo: (() => Promise<unknown>)[] = [];
  const rows = items.flatMap((item) => rowOf(item) ?? []);
  const itemOf = (row: StoredRow) => (row as (typeof rows)[number]).item;
  try {
    await tamper({
      rows,
      change: async (row, body, fits) => {
        const item = itemOf(row);
        undo.push(() => put(item));
        const packed = { body: gzipSync(body), ...(fits && { digest: sha256(body) }) };
        await put({ ...item, ...(row.kind === "entry" ? packed : { document: body }) });
      },
      remove: async (row) => {
        undo.push(() => put(itemOf(row)));
        await take(itemOf(row));
      },
      insert: async (entry) => {
        const body = JSON.stringify(entry);
        const [submission] = entry.id.split(".");
        const item = {
          ...{ pk: `AUDIT#${submission}`, sk: `ACTION#${entry.id}` },
          ...{ body: gzipSync(body), digest: sha256(body), parts: 1 },
        };
        undo.push(() => take(item));
        await put(item);
      },
    });
    await look();
  } finally {
    for (const back of undo.reverse()) await back();
  }
}

async function allItems(
  documents: DynamoDBDocumentClient,
  table: string,
): Promise<readonly TableItem[]> {
  const items: TableItem[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    items.push(...((page.Items ?? []) as TableItem[]));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

function rowOf(item: TableItem): readonly (StoredRow & { readonly item: TableItem })[] {
  const { pk, sk } = item;
  if (pk.startsWith("AUDIT#") && item["parts"] === 1) {
    const body = gunzipSync(item["body"] as Uint8Array).toString("utf8");
    return [{ kind: "entry", id: (JSON.parse(body) as AuditEntry).id, body, item }];
  }
  if (!pk.startsWith("REVIEW#")) return [];
  const body = String(item["document"]);
  const { id } = JSON.parse(body) as { readonly id: string };
  return sk === "" ? [] : [{ kind: "document", id, body, item }];
}
