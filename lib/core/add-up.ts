import { nothing } from "./aggregate.ts";
import { aggregateValue, figuresOf } from "./aggregate-value.ts";
import type { Context } from "./context.ts";
import { isUnjudged } from "./expression/fault.ts";
import { startAdding } from "./judge/adding.ts";
import { prepare } from "./judge/preparation.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import { unreadableOf } from "./judge/unreadable-of.ts";
import { reasonOf } from "./judge/violation-of.ts";
import type { Plan } from "./plan.ts";
import type { Reading } from "./record.ts";
import type { Report, UnreadableRecord } from "./report.ts";

/** What the records of a run come to, without being judged. */
export interface AddedUp {
  /** Readings, unreadable ones included. */
  readonly received: number;
  readonly unreadable: number;
  /** The first of them. */
  readonly firstUnreadable?: UnreadableRecord;
  /** The named aggregates, as a report has them: see `Report`. */
  readonly figures: Report["aggregates"];
  /** Why a figure is unknown, by its name. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** Adds up records as they come; equal records give equal figures, in whatever order. */
export interface AddingUp {
  readonly take: (readings: Iterable<Reading>) => void;
  readonly addedUp: () => AddedUp;
}

/**
 * Counts the named aggregates of a plan over records, and judges nothing: the figures are those of
 * the report that judging the same records in the same context gives. Total, of bounded size.
 */
export function startAddingUp(whole: Plan, context: Context): AddingUp {
  const p = prepare(whole, context);
  const { subject } = whole;
  const kinds = new Map(subject.records.map((kind) => [kind.name, kind]));
  const defaultKind = subject.records[0]?.name ?? "";
  const adding = startAdding(p);
  let [received, unreadable] = [0, 0];
  let firstUnreadable: UnreadableRecord | undefined;

  const takeOne = (reading: Reading): void => {
    received++;
    const taken = unreadableOf(reading, kinds, defaultKind);
    if (taken.kind === "unreadable") {
      unreadable++;
      firstUnreadable ??= taken.piece;
      return;
    }
    let record: SubjectRecord | undefined;
    adding.add(taken.of.name, taken.reading.value, () => {
      record ??= subjectRecord(p, taken.of, taken.reading, taken.key);
      return record;
    });
  };

  return {
    take: (readings) => {
      for (const reading of readings) takeOne(reading);
    },
    addedUp: () => {
      const states = adding.states();
      const unknown = whole.aggregates.flatMap((one): readonly [string, string][] => {
        const value = aggregateValue(one, states[one.id] ?? nothing);
        return one.name !== undefined && isUnjudged(value) ? [[one.name, reasonOf(value)]] : [];
      });
      return {
        received,
        unreadable,
        ...(firstUnreadable && { firstUnreadable }),
        figures: figuresOf(whole, states),
        unknown: Object.fromEntries(unknown),
      };
    },
  };
}
