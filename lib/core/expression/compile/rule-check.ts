import type { Check } from "../../rule.ts";
import { value } from "./expression.ts";
import { appliesCode } from "./when.ts";
import { block, isUnloaded, nested, type Writing, write } from "./writing.ts";

/** That `when` holds is told even where `must` is not proven, or not looked at. */
export function writeCheck(w: Writing, check: Check, out: number): void {
  const judge = (inner: Writing): void =>
    write(inner, `out[${out}] = ${value(inner, check.must).code} ? 1 : 2;`);
  if (!check.when) {
    if (check.tables.length > 0) write(w, `out[${out}] = 4;`);
    unlessLacking(w, check, out, judge);
    return;
  }
  const applies = appliesCode(w, check, out);
  const inner = nested(w);
  write(inner, `out[${out}] = 4;`);
  unlessLacking(inner, check, out, judge);
  block(w, `if (${applies.code})`, inner);
  write(w, `else out[${out}] = 3;`);
}

/**
 * What a check must be is not looked at where it lacks a table, since nobody could say. A field that
 * a reader cannot supply is guarded against only where `when` makes a block already: what is known
 * outside of blocks serves the checks after it.
 */
export function unlessLacking(
  w: Writing,
  check: Check,
  out: number,
  judge: (w: Writing) => void,
): void {
  if (check.tables.some((table) => isUnloaded(w, table))) {
    write(w, `if (!lacks[${out}]) ${w.bail}`);
    return;
  }
  if (!check.when && check.tables.length === 0) {
    judge(w);
    return;
  }
  const inner = nested(w);
  judge(inner);
  block(w, `if (!lacks[${out}])`, inner);
}
