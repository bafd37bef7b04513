import { isObject, type Json, type JsonObject } from "../core/expression/value.ts";
import { GateError } from "./errors.ts";
import { type History, type HistoryPlan, historySchema, parseHistory } from "./history.ts";
import { headerOf } from "./past-run-header.ts";

/** A run that was released, and what is known of it. */
export interface ReleasedRun {
  /** The report of judging it. */
  readonly report: JsonObject;
  /** Its header: an envelope, or its `subject`, as it was submitted; `{}` where the kind has none. */
  readonly header: JsonObject;
  /** `YYYY-MM-DD` */
  readonly releasedOn: string;
}

/** A history with one more run, and what is to be told of it. */
export interface LongerHistory {
  readonly file: JsonObject;
  readonly history: History;
  /** `run_id`, where its header has one. */
  readonly run?: string;
}

/**
 * Adds a released run to a file of earlier runs: the figures of its report, and of its header what
 * is no list. The file is checked as a whole, the new run included.
 *
 * @throws {GateError} `conflict` when the run is in it already; `invalid` when the report is of
 * another kind, or anything in the file does not fit.
 */
export function withReleasedRun(
  earlier: JsonObject | undefined,
  released: ReleasedRun,
  name: string,
  plan: HistoryPlan,
): LongerHistory {
  const { report, releasedOn } = released;
  tellForeign(report, plan);
  const envelope = released.header;
  const header = headerOf(envelope, plan);
  tellKnown(earlier, header, name, plan);
  const entry: JsonObject = {
    ...(plan.subject.run !== undefined && { run: header }),
    released_on: releasedOn,
    ...(typeof envelope["content_hash"] === "string" && { content_hash: envelope["content_hash"] }),
    ...(isObject(report["aggregates"]) && { aggregates: report["aggregates"] }),
  };
  const file = {
    ...(earlier ?? { schema: historySchema, subject: plan.subject.kind }),
    runs: [...runsOf(earlier), entry],
  };
  const history = parseHistory(Buffer.from(JSON.stringify(file)), name, plan);
  const run = header["run_id"];
  return { file, history, ...(typeof run === "string" && { run }) };
}

function tellForeign({ schema, subject }: JsonObject, plan: HistoryPlan): void {
  if (schema !== "holdpoint/report/1")
    throw new GateError(
      "invalid",
      "this is no report: name the file of `holdpoint check … --output json=report.json`",
    );
  const { kind } = plan.subject;
  if (subject !== kind)
    throw new GateError(
      "invalid",
      `the report is of '${String(subject)}', the gate is of '${kind}'`,
    );
}

const runsOf = (file: JsonObject | undefined): readonly Json[] =>
  Array.isArray(file?.["runs"]) ? file["runs"] : [];

/** A run that counted twice would make itself usual. */
function tellKnown(
  earlier: JsonObject | undefined,
  header: JsonObject,
  name: string,
  { subject }: HistoryPlan,
): void {
  const telling = [...(subject.history ?? []), "run_id"];
  const isSame = (run: Json): boolean =>
    isObject(run) &&
    isObject(run["run"]) &&
    telling.every((f) => isSameField(run["run"], header, f));
  const known = header["run_id"] === undefined ? undefined : runsOf(earlier).find(isSame);
  if (isObject(known))
    throw new GateError(
      "conflict",
      `run ${String(header["run_id"])} is in ${name} already, released on ${String(known["released_on"])}`,
    );
}

const isSameField = (run: unknown, header: JsonObject, field: string): boolean =>
  isObject(run) && run[field] === header[field];
