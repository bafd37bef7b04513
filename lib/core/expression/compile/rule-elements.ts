import { elementsMax } from "../../context.ts";
import type { Check, Rule } from "../../rule.ts";
import { isClosed } from "./closed.ts";
import { value } from "./expression.ts";
import { spendFrom, writtenInPass } from "./hoist.ts";
import { unlessLacking } from "./rule-check.ts";
import { elementNames, indexName, loopNames, withLets } from "./rule-names.ts";
import { passOf, sizeOf, stream } from "./stream.ts";
import { appliesCode } from "./when.ts";
import { block, charge, fresh, nested, type Writing, write } from "./writing.ts";

/**
 * Elements: a check is not applicable until it passes or fails on one, and failed as soon as it
 * fails. The interpreter goes by elements and not by checks, so all are proven or none is.
 */
export function writeElements(w: Writing, rule: Rule, first: number, start: string): void {
  const results = rule.checks.map((check, index) => {
    return (
      writeEachInPass(w, rule, check, first + index, start) ??
      writeEachInLoops(w, rule, check, first + index)
    );
  });
  for (const [index, result] of results.entries()) write(w, `out[${first + index}] = ${result};`);
}

/** `start`: code of what the check is before the first element, 0 where it is not to be judged. */
function writeEachInPass(
  w: Writing,
  rule: Rule,
  check: Check,
  out: number,
  start: string,
): string | undefined {
  const [loop] = rule.each;
  const found = loop && rule.each.length === 1 ? passOf(w, loop.list) : undefined;
  if (!loop || !found) return undefined;
  const { pass } = found;
  const item = { is: "fields", tree: pass.tree } as const;
  const names = elementNames(w.names, rule, loop.name, item, pass.index);
  const bound = [loop.name, indexName(loop.name)];
  const parts = check.when ? [check.when, check.must] : [check.must];
  if (!parts.every((part) => isClosed(names, part, bound))) return undefined;

  const [result, label] = [fresh(w.group, "q"), fresh(w.group, "x")];
  const bail = `{ ${result} = 0; break ${label}; }`;
  const { lines, charges, fuel } = writtenInPass(w, pass, bail, (inside) =>
    writeElement({ ...inside, feed: undefined, names }, check, out, result),
  );
  pass.before.push(`let ${result} = ${start};`);
  pass.body.push(`${label}: if (${result} !== 0) {`, ...lines, "}");
  charge(w, sizeOf(w, found), charges + 1);
  if (fuel) spendFrom(w, fuel);
  write(w, `if (${result} === 0) ${w.bail}`);
  return result;
}

function writeEachInLoops(w: Writing, rule: Rule, check: Check, out: number): string {
  const result = fresh(w.group, "q");
  const inner = nested(w);
  const element = (at: Writing): void =>
    writeElement({ ...at, names: withLets(at.names, rule) }, check, out, result);
  writeLoop(inner, rule, 0, result, element);
  write(w, `let ${result} = 3;`);
  write(w, "{");
  w.lines.push(...inner.lines);
  write(w, "}");
  return result;
}

/** The loop at a depth, and all within it. Counts elements where loops are crossed. */
function writeLoop(
  w: Writing,
  rule: Rule,
  depth: number,
  result: string,
  element: (at: Writing) => void,
): void {
  const loop = rule.each[depth];
  if (!loop) {
    element(w);
    return;
  }
  const count = depth === 0 ? undefined : `${result}_${depth}`;
  stream(w, loop.list, 1, (each, item, index) => {
    if (count) write(each, `if (++${count} > ${elementsMax}) ${each.bail}`);
    const next = rule.each[depth + 1];
    if (next) write(each, `let ${result}_${depth + 1} = 0;`);
    const names = loopNames(each.names, loop.name, item, index);
    writeLoop({ ...each, names }, rule, depth + 1, result, element);
  });
}

/** As for a whole record; 4 says of a check that lacks something that an element is meant by it. */
function writeElement(w: Writing, check: Check, out: number, result: string): void {
  const judge = (inner: Writing): void => {
    const holds = value(inner, check.must);
    write(inner, `if (!${holds.code}) ${result} = 2;`);
    write(inner, `else if (${result} === 3) ${result} = 1;`);
  };
  const guarded = (inner: Writing): void => {
    if (check.when || check.tables.length > 0) write(inner, `if (lacks[${out}]) ${result} = 4;`);
    unlessLacking(inner, check, out, judge);
  };
  if (!check.when) {
    guarded(w);
    return;
  }
  const applies = appliesCode(w, check, out);
  const inner = nested(w);
  guarded(inner);
  block(w, `if (${applies.code})`, inner);
}
