import { compilePattern } from "../functions/patterns.ts";
import type { NodeOf } from "../node.ts";
import { magnitude } from "./arithmetic.ts";
import { middleOf } from "./exact-calls.ts";
import { extremeFold } from "./folds.ts";
import { textLiteral } from "./literal.ts";
import { makeOnce } from "./logic.ts";
import { folded } from "./loops.ts";
import {
  compileDistinctCount,
  compileJoin,
  compileSize,
  compileSum,
  compileUnique,
} from "./native-lists.ts";
import { compilePct, compileQuot, isWhole, roundingBy } from "./native-rounding.ts";
import { compileScale } from "./native-scale.ts";
import { compileAddDays, daysBetween, parsed, timeBetween } from "./native-times.ts";
import { align, bool, type Operand, prove, text, whole } from "./operand.ts";
import { decoded, firstOf } from "./selection.ts";
import { declare, spendOnText, type Writing } from "./writing.ts";

type Call = NodeOf<"call">;

/** Writes a call; undefined where these arguments have no code of their own. */
export type Native = (
  w: Writing,
  node: Call,
  args: () => readonly Operand[],
) => Operand | undefined;

/** The functions that have code of their own, by name. */
export const natives: Readonly<Record<string, Native>> = {
  abs: (w, _, args) => magnitude(w, args()[0] as Operand),
  sign: compileSign,
  min: (w, node, args) => extreme(w, "min", node, args),
  max: (w, node, args) => extreme(w, "max", node, args),
  sum: compileSum,
  size: compileSize,
  count: compileSize,
  unique: compileUnique,
  distinctCount: compileDistinctCount,
  join: compileJoin,
  first: compileFirst,
  median: middleOf("median", 1),
  mad: middleOf("deviation", 2),
  round: roundingBy("half_away"),
  roundUp: roundingBy("up"),
  roundDown: roundingBy("down"),
  floor: roundingBy("floor"),
  ceiling: roundingBy("ceiling"),
  int: roundingBy("down"),
  decimal: (_, node, args) => (node.args[0]?.type.kind === "decimal" ? args()[0] : undefined),
  isWhole,
  quot: compileQuot,
  pct: compilePct,
  date: parsed("date"),
  instant: parsed("instant"),
  days: daysBetween(0),
  daysInclusive: daysBetween(1),
  addDays: compileAddDays,
  hours: timeBetween(3_600_000_000),
  minutes: timeBetween(60_000_000),
  scale: compileScale,
  startsWith: (_w, _, args) => onTexts("startsWith", args()),
  endsWith: (_w, _, args) => onTexts("endsWith", args()),
  contains: compileContains,
  matches: compileMatches,
  key: compileKey,
};

/** The first of a list of scalars; the first record of a list is read where its fields are. */
function compileFirst(w: Writing, node: Call): Operand | undefined {
  if (["record", "list", "map", "any", "optional"].includes(node.type.kind)) return undefined;
  return decoded(w, firstOf(w, node), node.type);
}

function compileSign(w: Writing, _: Call, args: () => readonly Operand[]): Operand {
  const { code } = prove(w, args()[0] as Operand);
  return whole(declare(w, `${code} > 0 ? 1 : ${code} < 0 ? -1 : 0`), 1, true);
}

function extreme(
  w: Writing,
  how: "min" | "max",
  node: Call,
  args: () => readonly Operand[],
): Operand | undefined {
  const { type } = node.args[0] ?? node;
  if (type.kind === "list")
    return type.of.kind === "string" || !node.args[0]
      ? undefined
      : folded(w, extremeFold(how, node, node.args[0], type.of));
  if (type.kind === "string") return undefined;
  const [a, b] = args().map((arg) => prove(w, arg)) as [Operand, Operand];
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [a, b].map((side) => prove(w, align(w, side, scale))) as [Operand, Operand];
  return whole(declare(w, `${how}(${x.code}, ${y.code})`), Math.max(x.max, y.max), true, scale);
}

const onTexts = (how: string, [whole, part]: readonly Operand[]): Operand =>
  bool(`${how}(${whole?.code}, ${part?.code})`);

function compileContains(
  w: Writing,
  node: Call,
  args: () => readonly Operand[],
): Operand | undefined {
  if (node.args[0]?.type.kind !== "string") return undefined;
  const [given, part] = args() as [Operand, Operand];
  spendOnText(w, given.code);
  spendOnText(w, part.code);
  return onTexts("includes", [given, part]);
}

/** A constant pattern is compiled once, when the code is loaded. */
function compileMatches(
  w: Writing,
  node: Call,
  args: () => readonly Operand[],
): Operand | undefined {
  const pattern = node.args[1];
  if (pattern?.op !== "const" || typeof pattern.value !== "string") return undefined;
  if (typeof compilePattern(pattern.value) === "string") return undefined;
  const [given] = args() as [Operand];
  spendOnText(w, given.code, pattern.value.length);
  return bool(`${makeOnce(w, `pattern(${textLiteral(pattern.value)})`)}(${given.code})`);
}

const keyKinds = ["string", "int", "decimal", "date", "bool"];

/** A key costs no fuel but its own, so that rows may be looked up once for several times. */
function compileKey(w: Writing, node: Call, args: () => readonly Operand[]): Operand | undefined {
  const kinds = node.args.map((arg) => arg.type.kind);
  if (!kinds.every((kind) => keyKinds.includes(kind))) return undefined;
  const parts = args().map((arg) => prove(w, arg));
  const keyed = makeOnce(w, `keyed([${kinds.map(textLiteral).join(", ")}])`);
  const codes = parts.map(({ code, scale }) =>
    scale === 0 ? code : `decimalText(${code}, ${scale})`,
  );
  return text(declare(w, `${keyed}(${codes.join(", ")})`));
}
