import { isObject, type JsonObject } from "../core/expression/value.ts";
import type { AuditEntry, JudgedEntry } from "./audit-entry.ts";
import { sha256 } from "./digest.ts";
import type { GateEvent } from "./event.ts";
import { acted } from "./events/acted.ts";
import { changedIn, pick } from "./events/changed-in.ts";
import { type EventName, eventSchemaId, eventType } from "./events/event-kinds.ts";
import type { Told } from "./events/told.ts";
import type { SubmissionState } from "./review/submission.ts";

/**
 * What others hear of an audit entry; nothing where it is of no interest to them. Pure: an entry that
 * is told twice gives the same events, with the same ids. Each field is named here and in its kind's
 * schema, and none of them is of a person.
 */
export function eventsOf(entry: AuditEntry): readonly GateEvent[] {
  const told =
    entry.action === "submission.judged"
      ? [judged(entry), ...runJudged(entry), ...standings(entry, entry.gate)]
      : [...acted(entry), ...standings(entry, entry.gate)];
  return told.map((one) => eventOf(entry, one));
}

function eventOf(entry: AuditEntry, { name, subject, data }: Told): GateEvent {
  const gate = typeof data["gate"] === "string" ? `/gates/${data["gate"]}` : "";
  const said = Object.entries({ entry: entry.id, ...data }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    specversion: "1.0",
    id: sha256(JSON.stringify([entry.id, name, subject ?? ""])).slice(0, 32),
    source: `/${encodeURIComponent(entry.tenant)}${gate}`,
    type: eventType(name),
    ...(subject !== undefined && { subject }),
    time: entry.action === "submission.judged" ? entry.receivedAt : entry.at,
    datacontenttype: "application/json",
    dataschema: eventSchemaId(name),
    data: Object.fromEntries(said) as JsonObject,
  };
}

function judged(entry: JudgedEntry): Told {
  const { id, gate, subject, stage, verdict, counts, ruleset } = entry;
  const { received, passed, held, blocked, unreadable } = counts;
  return {
    name: "submission.judged",
    subject: id,
    data: {
      gate,
      submission: id,
      subject,
      stage,
      verdict,
      counts: { received, passed, held, blocked, unreadable },
      revision: ruleset.revision,
    },
  };
}

const runJudged = (entry: JudgedEntry): readonly Told[] =>
  changedIn(entry, "runs").map(([run, fields]) => ({
    name: "run.judged",
    subject: run,
    data: { gate: entry.gate, run, state: fields["state"] },
  }));

/** How each state of a submission is told; those on the way to a verdict are not. */
const standingNames: Readonly<Partial<Record<SubmissionState, EventName>>> = {
  released_auto: "submission.released",
  held: "submission.held",
  released: "submission.released",
  partially_released: "submission.released_partially",
  rejected: "submission.rejected",
  withdrawn: "submission.withdrawn",
  superseded: "submission.superseded",
  expired: "submission.expired",
};

/** Whatever the action was: where a submission stands now that stood elsewhere before. */
function standings(entry: AuditEntry, gate: string | undefined): readonly Told[] {
  return changedIn(entry, "submissions").flatMap(([submission, fields]): Told[] => {
    const name = standingNames[fields["state"] as SubmissionState];
    if (name === undefined) return [];
    const { state, supersededBy: superseded_by } = fields;
    const release = releaseBy(entry, fields);
    return [
      { name, subject: submission, data: { gate, submission, state, release, superseded_by } },
    ];
  });
}

function releaseBy({ id }: AuditEntry, { releases }: JsonObject): JsonObject | undefined {
  const all = Array.isArray(releases) ? releases.filter(isObject) : [];
  const release = all.find((one) => one["id"] === id);
  return release && pick(release, ["id", "kind", "records"]);
}
