import { didYouMean } from "../expression/check/suggest.ts";
import type { RecordKind, Subject } from "../subject.ts";
import { oneOf, textIn } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry } from "./tree.ts";

/** The record kind that `of:` names; the subject's first where it is absent. */
export function readKind(
  entry: Entry | undefined,
  subject: Subject,
  complaints: Complaints,
): RecordKind | undefined {
  if (entry === undefined) return subject.records[0];
  const text = textIn(entry, complaints);
  if (text === undefined) return undefined;
  const kind = subject.records.find(({ name }) => name === text.value);
  if (kind !== undefined) return kind;
  const names = subject.records.map(({ name }) => name);
  const hint = didYouMean(text.value, names) || `, it is one of ${oneOf(names)}`;
  complaints.wrong(text.spot, `unknown record kind '${text.value}' of ${subject.kind}${hint}`);
  return undefined;
}
