import type { Group } from "./group.ts";
import type { Binding, Names } from "./names.ts";
import type { Operand } from "./operand.ts";

/**
 * Where code is being written, and what holds there. Statements go to `lines` in the order in
 * which they run; a statement that meets what it cannot prove gives up with `bail`.
 */
export interface Writing {
  readonly group: Group;
  readonly lines: string[];
  /** The statement that leaves the check unproven. */
  readonly bail: string;
  /** The variable that holds the fuel left. */
  readonly fuel: string;
  /** Steps that a round of the innermost loop takes at most, or the check outside of all loops. */
  readonly meter: { cost: number };
  readonly names: Names | undefined;
  /** What was worked out before, on every way that leads here. */
  readonly known: Known;
  /** Set where code runs in the pass over a list: no other list of the record is ready there. */
  readonly inPass: boolean;
  /** In a pass: the element, which stands for the list at the root of what is worked out. */
  readonly feed?: Feed | undefined;
  /** How many choices between two lists stand around what is written: each doubles the code. */
  readonly choices?: number;
  /** What to do instead where it is known that nobody can judge what is written, if not `bail`. */
  readonly open?: string | undefined;
  /** Set where some table that a `when` looks into is not loaded: which, where that is known. */
  readonly lacking?: { readonly table: string | undefined } | undefined;
}

export interface Feed {
  readonly item: Binding;
  readonly index: string;
  /** The steps that an element costs: known once its code was written. */
  charges: number;
}

export interface Known {
  readonly parent: Known | undefined;
  readonly facts: Map<unknown, Operand>;
  /** Lets that are worked out at their first need, in whichever round of a loop that is. */
  readonly kept: Map<unknown, Kept>;
}

/** The variables of a let that outlives the rounds of a loop. */
export interface Kept {
  readonly done: string;
  readonly result: string;
  /** The scale of the result, as the code that was written first gives it. */
  scale?: number;
}

const knownBelow = (parent: Known | undefined): Known => ({
  parent,
  facts: new Map(),
  kept: new Map(),
});

export const nothingKnown = (): Known => knownBelow(undefined);

/**
 * Lines that the code of a rule may have; what comes after them is left to the interpreter. With what
 * stands before it in its function it stays below what V8 optimizes at most, 60 KB of bytecode.
 */
export const linesMax = 3_500;

export function write(w: Writing, line: string): void {
  w.group.written.lines += 1;
  w.lines.push(line);
}

/** A new variable that holds what `code` gives. */
export function declare(w: Writing, code: string): string {
  const variable = fresh(w.group, "v");
  write(w, `const ${variable} = ${code};`);
  return variable;
}

/** A name that no other variable of the group has. */
export function fresh(group: Group, letter: string): string {
  group.written.names += 1;
  return `${letter}${group.written.names}`;
}

/** Gives up unless `condition` holds. */
export function demand(w: Writing, condition: string): void {
  write(w, `if (!(${condition})) ${w.bail}`);
}

/** Gives up unless `condition` holds; where it does not, what is written is unjudged. */
export function demandKnown(w: Writing, condition: string): void {
  write(w, `if (!(${condition})) ${w.open ?? w.bail}`);
}

/** The same place, where what cannot be judged may be absorbed. */
export const absorbing = (w: Writing): Writing => (w.open ? { ...w, open: undefined } : w);

/** A place of its own: what becomes known in it is forgotten after it. */
export function nested(w: Writing, more: Partial<Writing> = {}): Writing {
  return { ...w, lines: [], known: knownBelow(w.known), ...more };
}

/** Writes `head { … }` around what was written elsewhere. */
export function block(w: Writing, head: string, inner: Writing): void {
  write(w, `${head} {`);
  w.lines.push(...inner.lines);
  write(w, "}");
}

export function recall(w: Writing, fact: unknown): Operand | undefined {
  for (let at: Known | undefined = w.known; at; at = at.parent) {
    const found = at.facts.get(fact);
    if (found) return found;
  }
  return undefined;
}

export function remember(w: Writing, fact: unknown, operand: Operand): Operand {
  w.known.facts.set(fact, operand);
  return operand;
}

/** The variables that keep a let over the rounds of the loops around, where there are any. */
export function keptOf(w: Writing, what: unknown): Kept | undefined {
  for (let at: Known | undefined = w.known; at; at = at.parent) {
    const found = at.kept.get(what);
    if (found) return found;
  }
  return undefined;
}

/** Whether that much was written that the rest is left to the interpreter. */
export const isTooLong = (w: Writing): boolean =>
  w.group.written.lines - w.group.written.checkStart > linesMax;

/** Spends fuel: `times` steps for each of `size` elements. */
export function charge(w: Writing, size: string, times = 1): void {
  write(w, `if ((${w.fuel} -= ${times === 1 ? size : `${times} * ${size}`}) < 0) ${w.bail}`);
}

/** Spends a known number of steps: charged together with all others before the code runs. */
export function spend(w: Writing, steps: number): void {
  w.meter.cost += steps;
}

/** Whether a table is known not to be loaded where this is written. */
export const isUnloaded = ({ lacking }: Writing, table: string): boolean =>
  lacking !== undefined && lacking.table === table;

/** Whether what is written next is never reached. */
export const isDead = (w: Writing): boolean => w.lines.at(-1) === w.bail;

/** Characters that a text may have before each further kilobyte is charged on its own. */
const textMax = 1_024;

/** Spends a step for each kilobyte of text. */
export function spendOnText(w: Writing, code: string, more = 0): void {
  spend(w, 1 + Math.ceil((textMax + more) / 1024));
  const steps = `(${w.fuel} -= ${code}.length / 512)`;
  write(w, `if (${code}.length > ${textMax} && ${steps} < 0) ${w.bail}`);
}
