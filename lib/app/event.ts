import type { JsonObject } from "../core/expression/value.ts";

/** What others hear of: an event by CloudEvents 1.0, https://github.com/cloudevents/spec. Plain JSON. */
export interface GateEvent {
  readonly specversion: "1.0";
  /** Made from the entry that it tells of: one that comes twice has the same id both times. */
  readonly id: string;
  /** `/{tenant}/gates/{gate}`, or `/{tenant}`. */
  readonly source: string;
  /** `com.holdpoint.case.opened` … */
  readonly type: string;
  /** The case, submission, approval or pass. */
  readonly subject?: string;
  /** RFC 3339. */
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly dataschema: string;
  /** Nothing of a person. */
  readonly data: JsonObject;
}
