import { isObject, type Json, type JsonObject } from "../core/expression/value.ts";
import type { HistoryPlan } from "./history.ts";

/** The fields of the run's shape that are no lists: control totals and series are not compared. */
export function headerOf(envelope: JsonObject, { subject }: HistoryPlan): JsonObject {
  const inner = envelope["subject"] ?? envelope["run"];
  const header = isObject(inner) ? inner : envelope;
  const fields = Object.keys(subject.schema[subject.run ?? ""]?.fields ?? {});
  const entries = fields.flatMap((field): [string, Json][] => {
    const value = Object.hasOwn(header, field) ? header[field] : undefined;
    return value === undefined || value === null || typeof value === "object"
      ? []
      : [[field, value]];
  });
  return Object.fromEntries(entries);
}
