import type { DatabaseSync, StatementSync } from "node:sqlite";
import { GateError, movedReason } from "../../app/errors.ts";
import { keyTooEarly } from "../../app/pass/key-too-early.ts";
import { receivesMax } from "../work-queue.ts";
import { performAppend } from "./perform-append.ts";
import type { HandedOut, Results, Writing } from "./writing.ts";

/** Does one writing inside the transaction that is open; what it throws undoes all of it. */
export type Perform = (writing: Writing) => Results[keyof Results];

/** The statements of all writings, prepared once for a connection. */
export function performer(db: DatabaseSync): Perform {
  const append = performAppend(db);
  const statements = prepared(db);
  return (writing) => {
    switch (writing.kind) {
      case "append":
        return append(writing);
      case "mark-sent":
        return ran(statements.markSent, writing.storedAt, writing.submission, writing.place);
      case "queue-send":
        for (const body of writing.bodies) statements.send.run(body, writing.nowMs);
        return undefined;
      case "queue-receive":
        return receive(statements, writing);
      case "queue-remove":
        return ran(statements.remove, writing.id, writing.receives);
      case "queue-bury":
        return ran(statements.bury, writing.body, writing.nowMs, receivesMax, writing.reason);
      case "queue-hide":
        return ran(statements.hide, writing.visibleAt, writing.id, writing.receives);
      case "queue-remove-dead":
        for (const id of writing.ids) statements.removeDead.run(id);
        return undefined;
      case "queue-give-back":
        return ran(statements.giveBack, writing.nowMs);
      case "rotate-keys":
        return rotateKeys(statements, writing);
      case "put-plan":
        return putPlan(statements, writing);
    }
  };
}

function prepared(db: DatabaseSync) {
  return {
    markSent: db.prepare("DELETE FROM outbox WHERE stored_at = ? AND submission = ? AND place = ?"),
    send: db.prepare("INSERT INTO queue (body, visible_at) VALUES (?, ?)"),
    visible: db.prepare(`
      SELECT id, body, receives + 1 AS receives FROM queue
      WHERE receives < ${receivesMax} AND visible_at <= ? ORDER BY visible_at, id LIMIT ?`),
    handOut: db.prepare("UPDATE queue SET receives = receives + 1, visible_at = ? WHERE id = ?"),
    bury: db.prepare("INSERT INTO queue (body, visible_at, receives, reason) VALUES (?, ?, ?, ?)"),
    remove: db.prepare("DELETE FROM queue WHERE id = ? AND receives = ?"),
    hide: db.prepare("UPDATE queue SET visible_at = ? WHERE id = ? AND receives = ?"),
    giveBack: db.prepare(`
      UPDATE queue SET visible_at = 0
      WHERE receives < ${receivesMax} AND receives > 0 AND visible_at > ?`),
    removeDead: db.prepare(`DELETE FROM queue WHERE id = ? AND receives >= ${receivesMax}`),
    newestKey: db.prepare("SELECT from_at FROM signing_keys ORDER BY number DESC LIMIT 1"),
    compromise: db.prepare(`
      UPDATE signing_keys SET compromised_at = ?, until_at = coalesce(until_at, ?)
      WHERE id = ? AND compromised_at IS NULL AND from_at <> ?`),
    endKeys: db.prepare("UPDATE signing_keys SET until_at = ? WHERE until_at IS NULL"),
    addKey: db.prepare("INSERT INTO signing_keys (id, jwk, from_at) VALUES (?, ?, ?)"),
    putGate: db.prepare("INSERT OR IGNORE INTO gate_versions VALUES (?, ?, ?)"),
    putRevision: db.prepare(`
      INSERT INTO revisions VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET plan = excluded.plan WHERE plan <> excluded.plan`),
    latest: db.prepare(`
      SELECT in_force_from, version, revision FROM activations
      WHERE gate = ? ORDER BY in_force_from DESC, number DESC LIMIT 1`),
    activate: db.prepare(
      "INSERT INTO activations (gate, in_force_from, version, revision) VALUES (?, ?, ?, ?)",
    ),
  };
}

type Statements = ReturnType<typeof prepared>;

function ran(statement: StatementSync, ...values: (string | number)[]): undefined {
  statement.run(...values);
}

function receive(
  { visible, handOut }: Statements,
  { nowMs, messagesMax, visibilityMs }: Writing & { readonly kind: "queue-receive" },
): readonly HandedOut[] {
  const found = visible.all(nowMs, messagesMax) as unknown as readonly HandedOut[];
  for (const { id } of found) handOut.run(nowMs + visibilityMs, id);
  return found.map(({ id, body, receives }) => ({ id, body, receives }));
}

/** A key that was made at this very instant is the one that replaces the others. */
function rotateKeys(
  { newestKey, compromise, endKeys, addKey }: Statements,
  { id, jwk, at, compromised }: Writing & { readonly kind: "rotate-keys" },
): boolean {
  const newest = newestKey.get()?.["from_at"] as string | undefined;
  if (newest !== undefined && newest > at) throw keyTooEarly(newest);
  for (const one of compromised) compromise.run(at, at, one, at);
  if (newest === at) return false;
  endKeys.run(at);
  addKey.run(id, jwk, at);
  return true;
}

function putPlan(
  { putGate, putRevision, latest, activate }: Statements,
  { gate, version, body, revision, engine, plan, at }: Writing & { readonly kind: "put-plan" },
): undefined {
  putRevision.run(revision, engine, plan);
  putGate.run(gate, version, body);
  const last = latest.get(gate) as
    | { readonly in_force_from: string; readonly version: string; readonly revision: string }
    | undefined;
  if (last?.version === version && last.revision === revision) return;
  // What was in force at a past instant is what entries of that time were judged by.
  if (last !== undefined && last.in_force_from > at)
    throw new GateError(
      "conflict",
      `the gate ${gate} has a plan in force from ${last.in_force_from}: another one can only ` +
        "follow it",
      { reason: movedReason },
    );
  activate.run(gate, at, version, revision);
}
