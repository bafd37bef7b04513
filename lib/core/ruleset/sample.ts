import type { Node } from "../expression/node.ts";
import { typeName } from "../expression/types.ts";
import type { Sample, Scope } from "../rule.ts";
import type { RecordKind, Subject } from "../subject.ts";
import { checkText, expressionsIn } from "./expressions.ts";
import { asMap, countIn, fieldsOf, flagIn, lacks, textIn } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import { recordScope } from "./scopes.ts";
import type { Entry, Text } from "./tree.ts";

interface SampleGround {
  readonly subject: Subject;
  readonly kind: RecordKind;
  readonly scope: Scope;
  readonly complaints: Complaints;
}

/** Reads `sample`: how many records, of which kinds, and who confirms them. */
export function readSample(entry: Entry | undefined, ground: SampleGround): Sample | undefined {
  const { complaints } = ground;
  const map = entry && asMap(entry.value, "'sample'", complaints);
  if (map === undefined) return undefined;
  const keys = ["size", "least", "strata", "confirmed_by", "when_failed"] as const;
  const fields = fieldsOf(map, keys, "'sample'", complaints);
  if (!fields.size) lacks(map.spot, "size", "say how many records people look at", complaints);
  if (!fields.confirmed_by)
    lacks(map.spot, "confirmed_by", "name the role that confirms", complaints);
  const size = countIn(fields.size, { min: 1, max: 10_000 }, complaints);
  const least = countIn(fields.least, { min: 1, max: size ?? 10_000 }, complaints);
  const text = textIn(fields.strata, complaints);
  const strata = text && readStrata(text, ground);
  const whenFailed = flagIn(fields.when_failed, false, complaints);
  if (whenFailed && ground.scope !== "run")
    complaints.wrong(
      (fields.when_failed as Entry).value.spot,
      "'when_failed' stands only in rules of scope run: others are judged before the sample is drawn",
    );
  const confirmedBy = textIn(fields.confirmed_by, complaints)?.value;
  if (size === undefined || confirmedBy === undefined) return undefined;
  return {
    size,
    confirmedBy,
    ...(least !== undefined && { least }),
    ...(strata && { strata }),
    ...(whenFailed && { whenFailed }),
  };
}

/** The kinds that a record stands for: a list of keys, of the record alone. */
function readStrata(text: Text, { subject, kind, complaints }: SampleGround): Node | undefined {
  const node = checkText(text, undefined, expressionsIn(recordScope(subject, kind), complaints));
  if (!node) return undefined;
  if (node.type.kind === "list" && node.type.of.kind === "string") return node;
  complaints.wrong(
    text.spot,
    `'strata' gives the kinds that a record stands for: list<string> is wanted, this gives ` +
      typeName(node.type),
  );
  return undefined;
}
