import type { Node } from "../expression/node.ts";
import { BOOL } from "../expression/types.ts";
import type { Check, Language, MissingSetting, Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { checkCondition, checkText, type Expressions } from "./expressions.ts";
import { asMap, type Fields, fieldsOf, lacks, textIn, textsIn, wordIn } from "./fields.ts";
import { checkLadder, type LadderText, readLadder } from "./ladder.ts";
import { type LocalizedText, localizedOf, readLocalized } from "./localized.ts";
import { readName } from "./name.ts";
import type { Spot } from "./problem.ts";
import { readRequires } from "./requires.ts";
import { type CheckKey, checkKeys, missingSettings, type RuleKey } from "./rule-keys.ts";
import type { Text } from "./tree.ts";

/** A check with the places of its parts, before it is known what it reads. */
export interface CheckDraft {
  readonly check: Omit<Check, "reads" | "whenReads" | "tables" | "history">;
  /** Tables that it cannot do without, beside those that its conditions look up. */
  readonly requires: readonly string[];
  readonly spot: Spot;
  readonly whenText?: Text;
  readonly mustText: Text;
  readonly ladder: LadderText;
  readonly reason?: LocalizedText;
}

/** What a rule's checks share. */
export interface CheckGround {
  readonly expressions: Expressions;
  readonly languages: readonly Language[];
  readonly missing: MissingSetting;
  readonly ladder: LadderText | undefined;
  /** The rule's own `when`. */
  readonly when?: { readonly text: Text; readonly node: Node };
  readonly each: Rule["each"];
  readonly subject: Subject;
}

/** The rule's one unnamed check, or its named ones. */
export function readChecks(
  start: Spot,
  fields: Fields<RuleKey>,
  ground: CheckGround,
): readonly CheckDraft[] {
  const { complaints } = ground.expressions;
  if (fields.checks && fields.must)
    complaints.wrong(
      fields.must.key.spot,
      "a rule has either 'must' or 'checks': move this condition into 'checks', with a name",
    );
  const show = readPlaces(fields, ground);
  if (!fields.checks) {
    if (!fields.must)
      return lacks(start, "must", "a rule has 'must' or 'checks'", complaints) ?? [];
    return [readCheck("", start, { must: fields.must }, show, ground)].filter(isThere);
  }
  const map = asMap(fields.checks.value, "'checks'", complaints);
  if (map?.entries.length === 0) complaints.wrong(map.spot, "'checks' names no check");
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const name = readName(key, "check", complaints);
    const own = asMap(value, `check '${key.value}'`, complaints);
    if (name === undefined || own === undefined) return [];
    const read = fieldsOf(own, checkKeys, `check '${name}'`, complaints);
    if (!read.must) return lacks(key.spot, "must", `check '${name}' needs one`, complaints) ?? [];
    return [readCheck(name, key.spot, read, show, ground)].filter(isThere);
  });
}

const isThere = (draft: CheckDraft | undefined): draft is CheckDraft => draft !== undefined;

function readCheck(
  name: string,
  spot: Spot,
  fields: Fields<CheckKey>,
  show: readonly Node[],
  ground: CheckGround,
): CheckDraft | undefined {
  const { expressions } = ground;
  const { complaints } = expressions;
  const mustText = textIn(fields.must, complaints);
  const must = mustText && checkCondition(mustText, expressions);
  const whenText = textIn(fields.when, complaints);
  const when = whenText && checkCondition(whenText, expressions);
  const places = fields.at ? readPlaces(fields, ground) : show;
  const reason = readLocalized(fields.reason, ground.languages, complaints);
  const ladder = fields.severity ? readLadder(fields.severity, complaints) : ground.ladder;
  const missing = wordIn(fields.missing, missingSettings, complaints) ?? ground.missing;
  if (mustText === undefined || must === undefined || ladder === undefined) return undefined;
  const both = joined(ground.when?.node, when);
  const severity = checkLadder(ladder, (text) => checkCondition(text, expressions));
  const shared = { name, must, show: places, severity, missing };
  return {
    check: {
      ...shared,
      ...(both && { when: both }),
      ...(reason && { reason: localizedOf(reason) }),
    },
    requires: readRequires(fields.requires, ground.subject, complaints),
    spot,
    mustText,
    ladder,
    ...(whenText && { whenText }),
    ...(reason && { reason }),
  };
}

const joined = (a: Node | undefined, b: Node | undefined): Node | undefined =>
  a && b ? { op: "and", type: BOOL, left: a, right: b } : (a ?? b);

/** The expressions of `at`: fields of the record, or of an element. */
function readPlaces(
  fields: { readonly at?: Fields<RuleKey>["at"] },
  { expressions, each }: CheckGround,
): readonly Node[] {
  const { complaints } = expressions;
  return textsIn(fields.at, complaints).flatMap((text) => {
    const node = checkText(text, undefined, expressions);
    if (node === undefined) return [];
    if (isPlace(node, each)) return [node];
    complaints.wrong(
      text.spot,
      `'at' names places, such as record.total or item.price; this is no field of ${
        each.length > 0 ? "the record or of an element" : "the record"
      }`,
    );
    return [];
  });
}

function isPlace(node: Node, each: Rule["each"]): boolean {
  if (node.op === "name") return each.some(({ name }) => name === node.name);
  if (node.op !== "select") return false;
  return (node.of.op === "name" && node.of.name === "record") || isPlace(node.of, each);
}
