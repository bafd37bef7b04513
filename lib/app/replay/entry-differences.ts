import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { JudgedEntry, ReferenceDigest } from "../audit-entry.ts";
import type { Difference } from "./difference.ts";
import { jsonDifferences } from "./json-differences.ts";

/** What an entry says otherwise than the one that judging again gives. Pure. */
export function entryDifferences(kept: JudgedEntry, again: JudgedEntry): readonly Difference[] {
  const { references, records, report, payload, history, before: _b, after: _a, ...more } = kept;
  const { references: _r, records: _c, report: _p, payload: _y, ...others } = again;
  const { history: historyAgain, ...moreAgain } = others;
  return [
    ...jsonDifferences(more as unknown as Json, moreAgain as unknown as Json).map(inEntry),
    ...tableDifferences(references, again.references),
    // What is otherwise with the runs that it names is told of them: see `historyAgain`.
    ...((history === undefined) === (historyAgain === undefined) ? [] : [inEntry("/history")]),
    ...recordDifferences(records, again.records),
    ...(report.digest === again.report.digest ? [] : [inEntry("/report/digest")]),
    ...(payload.sizeBytes === again.payload.sizeBytes ? [] : [inEntry("/payload/sizeBytes")]),
  ];
}

const inEntry = (at: string): Difference => ({
  of: "entry",
  at,
  message: "the entry does not say what judging again gives",
});

/** By table: whether it was loaded, what was asked of it, and the rows that were read. */
export function tableDifferences(
  kept: readonly ReferenceDigest[],
  again: readonly ReferenceDigest[],
): readonly Difference[] {
  const names = [...new Set([...kept, ...again].map(({ table }) => table))].sort();
  return names.flatMap((table) => {
    const was = kept.find((one) => one.table === table);
    const is = again.find((one) => one.table === table);
    const message = tableMessage(was, is);
    return message === undefined ? [] : [{ of: "references", at: table, message } as const];
  });
}

function tableMessage(
  was: ReferenceDigest | undefined,
  is: ReferenceDigest | undefined,
): string | undefined {
  if (was === undefined) return "the table is read now, and was not when it was judged";
  if (is === undefined) return "the table was read when it was judged, and is not now";
  if (was.loaded !== is.loaded)
    return was.loaded
      ? "the table was loaded when it was judged, and is not now"
      : "the table is loaded now, and was not when it was judged";
  if (was.keys !== is.keys) return `${was.keys} keys were looked up, and ${is.keys} are now`;
  if (was.rows !== is.rows) return `${was.rows} rows were read, and ${is.rows} are now`;
  return was.digest === is.digest ? undefined : "the rows that were read are others now";
}

/** By ordinal. */
export function recordDifferences(
  kept: JudgedEntry["records"],
  again: JudgedEntry["records"],
): readonly Difference[] {
  const at = (index: number): string => `/records/${index}`;
  const shared = Math.min(kept.length, again.length);
  const changed = kept.slice(0, shared).flatMap((was, index) => {
    const is = again[index] as unknown as JsonObject;
    const names = jsonDifferences(was as unknown as Json, is).map((name) => name.slice(1));
    if (names.length === 0) return [];
    const message = names.includes("digest")
      ? "its bytes are not those that were judged"
      : `the entry says another ${names.join(", ")} than judging again gives`;
    return [{ of: "records", at: at(index), message } as const];
  });
  if (kept.length === again.length) return changed;
  const message = `${kept.length} records were judged, and ${again.length} are found`;
  return [...changed, { of: "records", at: at(shared), message }];
}
