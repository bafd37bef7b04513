import type { AuditEntry, JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import type { ChangedFields } from "../document-changes.ts";
import {
  type ClosingMessage,
  closingParcel,
  foundIn,
  messagesOf,
  type Parcel,
  parcelsOf,
  type ViolationsMessage,
} from "../message.ts";
import type { EarlierRuns, Plans, ReferenceTables } from "../ports.ts";
import { historyAgain } from "../replay/history-again.ts";
import { type JudgingAgain, judge } from "../replay/judge-again.ts";
import { exposureOf, unknownStakes } from "../review/policy/exposure.ts";

interface AgainPorts {
  readonly plans: Plans;
  readonly references: ReferenceTables;
  readonly earlierRuns: EarlierRuns;
}

/** An entry whose messages may never have been delivered. */
export interface Undelivered {
  readonly entry: AuditEntry;
  readonly changed: ChangedFields;
  readonly dossier: Dossier | undefined;
  /** Messages of which an entry says that they came. */
  readonly told: ReadonlySet<string>;
  readonly lose: (what: string) => void;
}

/**
 * The parcels of an entry, made again: of a judged submission the messages that nobody has consumed
 * yet, and of an end that its cases end. Consumers know a message by its id, so that one too many
 * changes nothing. What is at stake in a run is not worked out again: of what is unknown two people
 * decide.
 */
export async function parcelsAgain(ports: AgainPorts, of: Undelivered): Promise<readonly Parcel[]> {
  const { entry, changed } = of;
  const closing = Object.entries(changed.submissions ?? {}).flatMap(([id, fields]) => {
    const because = endings[String(fields["state"])];
    return because === undefined ? [] : [closingOf(entry, id, because)];
  });
  if (entry.action !== "submission.judged") return closing;
  return [...(await judgedParcels(ports, entry, of)), ...closing];
}

const endings: Readonly<Record<string, ClosingMessage["because"]>> = {
  withdrawn: "withdrawn",
  rejected: "rejected",
  superseded: "superseded",
  expired: "expired",
};

function closingOf(entry: AuditEntry, submission: string, because: ClosingMessage["because"]) {
  const isCorrection = entry.action === "submission.judged";
  return closingParcel({
    submission,
    gate: entry.gate ?? "",
    because,
    ...(isCorrection && { supersededBy: entry.id }),
    at: isCorrection ? entry.receivedAt : entry.at,
  });
}

async function judgedParcels(
  ports: AgainPorts,
  entry: JudgedEntry,
  { dossier, told, lose }: Undelivered,
): Promise<readonly Parcel[]> {
  const left = new Set(entry.messages.filter((id) => !told.has(id)));
  if (left.size === 0) return [];
  const active = await ports.plans.past(entry.gate, entry.ruleset.revision, entry.gateVersion);
  if (dossier === undefined || active === undefined) {
    lose(
      `${left.size} messages that open cases: serve the rules that judged it, and restore again`,
    );
    return [];
  }
  const { references, earlierRuns: all } = ports;
  const { earlierRuns } = await historyAgain(all, entry, active, dossier.salt);
  const messages =
    (await messagesJudgedAgain({ entry, dossier, active, references, earlierRuns })) ??
    messagesOf(dossier.report, active.plan, entry.id, entry.receivedAt, (_, list) =>
      exposureOf(list, unknownStakes),
    );
  // Under the id that it had: what was found is the same, though what is at risk may be unknown now.
  const ids = new Map([...left].map((id) => [foundIn(id), id]));
  return parcelsOf(
    messages.flatMap((message) => {
      const id = ids.get(foundIn(message.id));
      return id === undefined ? [] : [{ ...message, id }];
    }),
  );
}

/** Undefined for a run, and where judging again comes to something else: tables go on. */
async function messagesJudgedAgain(
  again: JudgingAgain,
): Promise<readonly ViolationsMessage[] | undefined> {
  if (again.dossier.run !== undefined) return undefined;
  const { messages } = await judge(again);
  const made = new Set(messages.map(({ id }) => id));
  return again.entry.messages.every((id) => made.has(id)) ? messages : undefined;
}
