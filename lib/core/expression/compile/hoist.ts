import { isClosedFold, keyOf, rootOf } from "./closed.ts";
import type { Fold } from "./folds.ts";
import type { Operand } from "./operand.ts";
import type { ListPass, Task } from "./pass.ts";
import { passOf, sizeOf, stream } from "./stream.ts";
import { charge, demand, fresh, nothingKnown, type Writing, write } from "./writing.ts";

/**
 * Works out a fold in the pass over its list, together with all others over that list, when it
 * looks at nothing but elements and what was read ahead. Otherwise undefined.
 */
export function hoisted(w: Writing, fold: Fold): Operand | undefined {
  const found = passOf(w, rootOf(fold.list));
  if (!found || !isClosedFold(w.names, fold.node)) return undefined;
  const task = taskOf(w, found.pass, fold);
  charge(w, sizeOf(w, found), task.charges);
  if (task.fuel) spendFrom(w, task.fuel);
  demand(w, fold.worked(task.result));
  return task.operand;
}

/** Spends what a task has spent of its own fuel. */
export const spendFrom = (w: Writing, taskFuel: string): void =>
  write(w, `if ((${w.fuel} -= fuel - ${taskFuel}) < 0) ${w.bail}`);

function taskOf(w: Writing, pass: ListPass, fold: Fold): Task {
  const key = keyOf(w.names, fold.node);
  const known = pass.tasks.get(key);
  if (known) return known;
  const [result, label] = [fresh(w.group, "t"), fresh(w.group, "x")];
  const bail = `{ ${result} = ${fold.open}; break ${label}; }`;
  const { lines, charges, fuel } = writtenInPass(w, pass, bail, (inside) =>
    stream(inside, fold.list, 1, (each, item) => fold.step(each, item, result, "")),
  );
  pass.before.push(`let ${result} = ${fold.start};`);
  const head = fold.goesOn ? `${label}: if (${fold.goesOn(result)})` : `${label}:`;
  pass.body.push(`${head} {`, ...lines, "}");
  const task = { result, operand: fold.operand(result), charges, ...(fuel && { fuel }) };
  pass.tasks.set(key, task);
  return task;
}

/** What is written for the element of a pass: the steps it costs, and the fuel it takes beside. */
export function writtenInPass(
  w: Writing,
  pass: ListPass,
  bail: string,
  fill: (inside: Writing) => void,
): { readonly lines: readonly string[]; readonly charges: number; readonly fuel?: string } {
  const fuel = fresh(w.group, "u");
  const item = { is: "fields", tree: pass.tree } as const;
  const feed = { item, index: pass.index, charges: 0 };
  const [known, meter] = [nothingKnown(), { cost: 0 }];
  const inside: Writing = {
    ...w,
    lines: [],
    bail,
    fuel,
    meter,
    known,
    inPass: true,
    feed,
    open: undefined,
  };
  fill(inside);
  const { lines } = inside;
  const charges = feed.charges + meter.cost;
  if (!lines.some((line) => line.includes(fuel))) return { lines, charges };
  pass.before.push(`let ${fuel} = fuel;`);
  return { lines, charges, fuel };
}
